"""German, with Austria and Switzerland. Not here: anything that is not German."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="de",
    variants=("de_AT", "de_CH"),
    order="dmy",  # CLDR de: dd.MM.yy
    months="jänner jän jänners januars | feber febr | mrz mär märzen | | maien | juno | julei | | sept septemb | okt "
    "| novemb nov | dezemb dez",
    weekdays="montags | dienstags | mittwochs mit | donnerstags don | freitags | samstags sonnabend sonnabends |",
    month_endings="s",
    ambiguous="mai april august jan mo di mi do fr sa so mit don",
    joiners="bis bis_einschließlich bis_einschl – - auf",
    ands="und u &",
    alternatives="oder",
    leaders="seit vor nach ab",
    openers="vom von ab zwischen",
    prepositions="am den dem der im zum beim vom",
    articles="des der d",
    ordinals=". ten te ter",
    counters="tag teil spieltag runde spiel satz lauf etappe woche folge band heft nr nummer gruppe lauf durchgang "
    "turnier block abend akt bild halle feld platz bahn tisch start klasse abschnitt",
    parts="tag teil",
    units="meter km kilometer kg jahre jahren jahr tage wochen monate stunden std minuten min uhr ps watt zoll grad "
    "fotos bilder punkte",
    titles="klasse klassen jahrgang jg abitur abi alter geburtstag jubiläum jahre jahrestag gedenken gedenktag "
    "zimmer raum haus seit gegründet plz zug gleis linie",
    labels="kurs lehrgang jahrgang jg klasse abitur abi baujahr bj zimmer raum plz gleis linie matura nr nummer "
    "absolventen abiturienten",
    new_year="silvester sylvester neujahr neujahrstag neujahrs neujahrskonzert neujahrsempfang neujahrsschwimmen "
    "jahreswechsel",
    named_days="blauer weißer grüner stiller langer schmutziger schmotziger unsinniger rußiger verkaufsoffener",
    genders="herren männliche männer jungs jungen burschen buben "
    "| damen weibliche mädels frauen mädchen juniorinnen seniorinnen",
    squads="auswärts jgd hinspiel rückspiel jugend ma mb mc md wa wb wc wd junioren juniorinnen senioren mannschaft "
    "heimspiel auswärtsspiel testspiel derby bezirksliga kreisliga landesliga oberliga verbandsliga bundesliga",
    colours="rot blau weiß schwarz gelb grün",
    nobody="unbekannt unbekannte sieger verlierer spielfrei | mannschaft gegner gegnerische gegnerisches | "
    "heim gastgeber heimspiel | gast gäste auswärts auswärtsspiel",
    called_off="abgesagt abges absetzung abgesetzt fällt_aus ausgefallen spielausfall entfällt verschoben "
    "abgebrochen nichtantritt",
    negations="nicht nie",
    moved_from="vom",
    default_names="unbenannt unbenannte unbenannter unbenanntes ohne_titel ohne_namen ohne_name | neue neuer neues | "
    "ordner album galerie | foto fotos bilder schreibtisch",
    feasts="hochzeit trauung | taufe kindstaufe | kommunion erstkommunion | konfirmation firmung | geburtstag | "
    "abschlussfeier abiball | | | beerdigung beisetzung trauerfeier begräbnis | | konzert konzerte chor | | | "
    "verlobung",
    versus="gegen geg gg vs v",
    hosts="bei beim",
    calendar="valentinstag | ostern osterfeuer ostermarkt | halloween | | weihnachten weihnachtsfeier weihnachtsmarkt "
    "weihnachtskonzert christkindlmarkt advent adventskonzert nikolaus",
    seasons="saison frühling frühjahr sommer herbst winter spielzeit schuljahr",
    season="/",
)
