"""Romanian. Not here: anything that is not Romanian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="ro",
    order="dmy",  # CLDR ro: dd.MM.y
    months="ianuar | febr | mart | apri | | | | | sep | octo | noe noi | dece",
    weekdays="lunea | marți marţi marțea | miercurea | joia | vinerea | sâmbăta sîmbătă | duminica",
    ambiguous="mai mar noi dum lun mie joi vin luni marți",
    joiners="la până pînă – - spre",
    ands="și şi si &",
    alternatives="sau",
    openers="din de între dintre",
    prepositions="pe în in din la data ziua zilele",
    articles="de",
    ordinals=". -a a ul",
    counters="ziua zi partea meciul meci etapa runda săptămâna set volumul vol actul seria grupa proba cursa manșa "
    "nr numărul jocul jurnada sesiunea episodul terenul",
    units="m metri km kilometri kg ani an zile luni săptămâni ore ora h minute min poze fotografii puncte",
    titles="clasa clasele generația promoția promoția vârsta ani an aniversare ediția memorialul sala camera din "
    "seria anul categoria",
    labels="clasa generația promoția sala camera seria model nr numărul",
    new_year="anul_nou revelion revelionul",
    nobody="necunoscut | adversar adversari | gazde | oaspeți",
    called_off="anulat amânat",
    default_names="fără_titlu | nou noua | dosar album galerie | foto",
    versus="contra împotriva vs v",
    genders="masculin băieților băieți | feminin fete fetelor",
    squads="juniori juniorii seniori",
    calendar="| paște paști | | | crăciun crăciunului",
    seasons="sezonul sezon primăvara vara toamna iarna primăvară vară toamnă iarnă școlar",
    feasts="nuntă nunta cununie | botez | împărtășanie | confirmare | | absolvire | | | înmormântare | | concert",
)
