"""Italian. Not here: anything that is not Italian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="it",
    order="dmy",  # CLDR it: dd/MM/yy
    months="genn | febb febbr | mrz | | magg | | | | sett | | |",
    weekdays="lunedi | martedi | mercoledi | giovedi | venerdi | |",
    ambiguous="gen mag ago set mar dom gio sab ven mer lun",
    joiners="al all' a fino – -",
    ands="e ed &",
    alternatives="o",
    openers="dal dall' da tra fra",
    prepositions="il l' lo nel nell' nei all' di giorno giorni",
    articles="di del dell' l'",
    ordinals="º ° ª",
    counters="giorno giornata partita gara parte turno tappa settimana set volume vol atto serie gruppo prova girone "
    "manche fase capitolo edizione numero num n° nº campo sessione stagione",
    parts="giorno",
    units="m metri metro km chilometri kg anni anno giorni mesi settimane ore ora minuti min foto punti",
    titles="classe classi leva anniversario compleanno età anni edizione memorial trofeo sala stanza dal generazione "
    "promozione under annata sezione",
    labels="classe leva sala stanza aula modello annata n° numero",
    new_year="capodanno san_silvestro primo_dell'anno veglione",
    named_days="santa",
    genders="maschile maschili uomini ragazzi | femminile femminili donne ragazze | misto",
    squads="trasferta andata ritorno serie allievi allieve giovanissimi esordienti pulcini juniores primavera squadra",
    colours="rosso blu bianco nero giallo verde azzurro rossa bianca nera gialla azzurra",
    nobody="sconosciuto sconosciuta vincente perdente riposo | squadra avversario avversari avversaria | casa | "
    "ospite ospiti trasferta",
    called_off="annullata annullato rinviata rinviato sospesa sospeso",
    negations="non",
    moved_from="dal",
    default_names="senza_titolo senza_nome | nuovo nuova | cartella album galleria | foto scrivania",
    feasts="matrimonio nozze | battesimo | comunione | cresima | compleanno | laurea | | | funerale | | "
    "concerto coro | | | fidanzamento",
    versus="contro vs v",
    hosts="a",
    calendar="| pasqua pasquale | | | natale natalizio",
    seasons="as stagione primavera estate autunno inverno scolastico",
    season="/",
)
