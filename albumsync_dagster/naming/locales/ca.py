"""Catalan. Not here: anything that is not Catalan."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="ca",
    order="dmy",  # CLDR ca: d/M/yy
    months="gener | febrer | març | abril | maig | juny | juliol | agost | setembre | octubre | novembre | desembre",
    ambiguous="març abril juliol set dv dl dt dc dj ds dg",
    joiners="a al fins – -",
    ands="i &",
    openers="del de des entre",
    prepositions="el els en dia",
    articles="de del d",
    ordinals="r n t è",
    counters="dia jornada partit part fase ronda etapa setmana set volum acte sèrie grup cursa número núm",
    parts="dia",
    titles="classe curs promoció aniversari edat anys edició memorial sala aula categoria nivell",
    labels="classe promoció sala aula curs model número núm",
    new_year="any_nou cap_d'any",
    squads="prebenjamí aleví infantil cadet juvenil",
    colours="vermell blau blanc negre groc verd",
    versus="contra vs v",
    hosts="a",
    seasons="temporada primavera estiu tardor hivern",
    feasts="casament | bateig | comunió | confirmació | aniversari | graduació | | | funeral | | concert cor",
    called_off="cancel·lat ajornat suspès",
)
