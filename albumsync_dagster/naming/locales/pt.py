"""Portuguese, of Brazil and Portugal. Not here: anything that is not Portuguese."""

from types import MappingProxyType

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="pt",
    variants=("pt_PT",),
    order="dmy",  # CLDR pt: dd/MM/y
    months="janº | fever | mço | | | | | | setem | outub | novem | dezem",
    weekdays="segunda 2ªfeira 2ª-feira 2ª_feira | terça 3ªfeira 3ª-feira 3ª_feira | quarta 4ªfeira 4ª-feira "
    "4ª_feira | quinta 5ªfeira 5ª-feira 5ª_feira | sexta 6ªfeira 6ª-feira 6ª_feira |  |",
    ambiguous="marco mai mar jan set out ago dom ter qua qui sex seg sab segunda terça quarta quinta sexta domingo",
    joiners="a ao à até para – -",
    ands="e &",
    alternatives="ou",
    leaders="antes",
    openers="de do desde entre",
    prepositions="em no na dia dias aos",
    articles="de do d",
    ordinals="º ° ª o a",
    counters="dia jornada jogo partida parte rodada ronda etapa semana set volume vol ato série grupo prova fase "
    "corrida bateria capítulo sessão número núm nº quadra campo turno turma lote",
    parts="dia",
    units="m metros metro km quilômetros quilómetros kg anos ano dias meses semanas horas hora h minutos min fotos "
    "pontos",
    titles="turma turmas classe formandos aniversário idade idades anos edição memorial sala série geração desde "
    "promoção categoria sub escalão ano",
    labels="turma classe formandos sala geração modelo safra nº número",
    new_year="ano_novo réveillon virada passagem_de_ano",
    genders="masculino masculina meninos rapazes | damas feminino feminina meninas | misto",
    squads="infantil juvenil seniores equipe iniciados juniores juvenis infantis benjamins equipa jogo jornada",
    colours="vermelho azul branco preto amarelo verde vermelha branca preta amarela",
    nobody="desconhecido desconhecida vencedor perdedor folga | time equipe equipa adversário adversária oponente "
    "rival | casa da | fora de visitante",
    called_off="cancelado cancelada adiado adiada",
    negations="não",
    moved_from="do",
    default_names="sem_título sem_nome | novo nova | pasta álbum galeria | foto fotos",
    feasts="casamento boda | batizado batismo | comunhão | crisma | aniversário | formatura | | | funeral "
    "enterro velório | | concerto coro",
    versus="contra vs v x",
    hosts="a",
    calendar="| páscoa | | | natalino natalina",
    seasons="temporada época primavera verão outono inverno safra letivo lectivo",
    printed=MappingProxyType({"yMMMd": "d 'de' MMM 'de' y"}),  # pt_PT alone writes the month as a number
    season="/",
)
