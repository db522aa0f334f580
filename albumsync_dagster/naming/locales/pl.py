"""Polish. Not here: anything that is not Polish."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="pl",
    order="dmy",  # CLDR pl: d.MM.y
    months="styczniu stycz | lutym | marcu | kwietniu kwiec | maju | czerwcu czer czerw | lipcu | sierpniu sierp | "
    "wrześniu wrzes | październiku pazdz | listopadzie listop | grudniu grud",
    weekdays="pn pon poniedziałku | wtorku | środę środy | cz czwart czwartku | piąt piątku | sobotę sb soboty | "
    "niedzielę nd ndz niedz niedzieli",
    ambiguous="maja marca lip lis sty sob pon środa",
    joiners="do – - na",
    ands="i oraz &",
    alternatives="lub albo",
    openers="od między",
    prepositions="w we dn dnia dniu dniach z ze",
    ordinals=". go ego ty szy",
    counters="dzień dniu część cz kolejka kolejce mecz runda etap tydzień set tom grupa wyścig bieg nr numer seria "
    "tura sesja odcinek akt sezon bieg kwarta klasa",
    units="m metrów km kilometrów kg lat rok lata dni tygodni miesięcy godzin godz minut min zdjęć punktów",
    titles="klasa klasy rocznik rocznica urodziny wiek lat lecie edycja memoriał sala pokój matura kategoria od "
    "promocja",
    labels="klasa rocznik matura sala pokój model nr numer zał",
    new_year="nowy_rok nowego_roku sylwester sylwestra noworoczny noworoczna",
    named_days="wielki wielka wielką wielkiego tłusty tłustego czarny zielone",
    genders="mężczyźni mężczyzn chłopców chłopcy | kobiety kobiet dziewcząt dziewczęta dziewczyny",
    squads="trampkarze trampkarz młodzicy młodzik żaki orliki skrzaty juniorzy juniorki seniorzy rezerwy",
    colours="czerwoni niebiescy biali czarni żółci zieloni",
    nobody="nieznany nieznana zwycięzca przegrany | drużyna przeciwnik rywal | "
    "gospodarze gospodarz | goście gość wyjazd",
    called_off="odwołany odwołane przełożony przełożone",
    negations="nie",
    moved_from="z",
    default_names="bez_nazwy | nowy | folder album galeria | zdjęcia pulpit",
    feasts="ślub wesele | chrzest chrzciny | komunia | bierzmowanie | urodziny | | studniówka | | pogrzeb | | "
    "koncert chór | | | zaręczyny",
    versus="przeciwko kontra vs v",
    hosts="u z ze",
    calendar="walentynki | wielkanoc wielkanocny | | | wigilia jasełka mikołajki świąteczny",
    seasons="sezon wiosna lato jesień zima szkolny szk",
    year_marks="r rok roku",
    season="/",
)
