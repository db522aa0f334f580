"""Spanish, with Mexico. Not here: anything that is not Spanish."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="es",
    variants=("es_MX",),
    order="dmy",  # CLDR es: d/M/yy
    months=" | febr | mzo | abril | | | | agto agos | set setiembre sep | | | dicbre",
    weekdays="| | miérc mierc | | | |",
    ambiguous="mayo julio mar may ago set lunes martes mar mie sab dom vie domingo",
    joiners="al a hasta – -",
    ands="y e &",
    alternatives="o",
    leaders="desde antes",
    openers="del de desde entre",
    prepositions="el los en día dia días dias",
    articles="de del d",
    ordinals="º ° ª er ro o a",
    counters="día jornada partido juego parte fase ronda etapa semana set tomo vol volumen acto serie grupo prueba "
    "carrera manga vuelta capítulo sesión función número núm no nº pista cancha",
    parts="día",
    units="m metros metro km kilómetros kg años año días meses semanas horas hora hrs h minutos min fotos puntos",
    titles="clase curso generación promoción promo aniversario cumpleaños edad edades años edición memorial grado "
    "sala aula ruta desde cohorte categoría sub nivel",
    labels="clase generación promoción promo sala aula ruta modelo cohorte nº núm número",
    new_year="año_nuevo fin_de_año nochevieja ano_nuevo",
    genders="chicos hombres niños masculino masculinos masculina varonil varones "
    "| damas chicas mujeres niñas femenino femenina femeninas femenil | mixto",
    squads="visita vuelta fem masc alevín benjamín cadete infantil juvenil primera segunda equipo prebenjamín "
    "juveniles cadetes infantiles reserva partido jornada menores",
    colours="rojo azul blanco negro amarillo verde roja blanca negra amarilla",
    nobody="desconocido desconocida ganador perdedor descansa descanso | equipo rival adversario contrario oponente | "
    "local casa | visitante fuera",
    called_off="cancelado cancelada suspendido suspendida aplazado aplazada pospuesto anulado",
    negations="no",
    moved_from="del",
    default_names="sin_título sin_nombre | nuevo nueva | carpeta álbum galería | foto fotos imágenes escritorio",
    feasts="boda | bautizo | comunión | confirmación | cumpleaños aniversario quinceañera | graduación | | | "
    "funeral entierro | | concierto coro",
    versus="contra vs v",
    hosts="a",
    calendar="| pascua | | | navidad navideño navideña posada posadas",
    seasons="temporada primavera verano otoño invierno ciclo curso",
)
