"""Turkish. Not here: anything that is not Turkish."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="tr",
    order="dmy",  # CLDR tr: d.MM.y
    months="| | | | | | | | | | | aralik",
    month_endings="ta da te de ın in un ün ı i u ü a e ya ye tan dan ten den daki deki taki teki",
    weekdays="pts pzts | | çrş | prş | | cts ctesi | pzr",
    weekday_endings="si sı ları leri",
    ambiguous="şub mart may eylül kasım nisan ocak kas ara paz sal per cum çar pazar salı cuma",
    joiners="– - ila",
    ands="ve ile &",
    alternatives="veya",
    ordinals=". inci ıncı uncu üncü nci ncı te ta de da ü i ı u",
    counters="gün bölüm kısım maç hafta tur raunt etap devre set grup seri yarış oyun no numara perde sahne kort "
    "saha ayak lig sezon dönem cilt",
    units="m metre km kilometre kg yıl yaş yaşında gün hafta ay saat dakika dk fotoğraf puan",
    titles="sınıf sınıfı dönem mezunları yaş yıl yılı yıldönümü yaşgünü jübile anma turnuvası salon oda nesil "
    "kategori yıldır altı",
    labels="sınıf sınıfı mezunları dönem oda nesil model no numara",
    new_year="yılbaşı yeni_yıl",
    nobody="bilinmiyor | rakip | | konuk misafir",
    called_off="iptal ertelendi",
    default_names="adsız isimsiz | yeni | klasör albüm galeri",
    squads="deplasman",
    versus="karşı vs v",
    genders="erkekler | kadınlar kızlar",
    seasons="sezon sezonu ilkbahar bahar yaz sonbahar güz kış eğitim öğretim",
    year_marks="yılı yılında",
    feasts="düğün düğünü | vaftiz | | | doğumgünü | mezuniyet | | | cenaze | | konser konseri koro",
    closers="arası arasında",
)
