"""Hindi. Not here: anything that is not Hindi."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="hi",
    order="dmy",  # CLDR hi: d/M/yy
    months="| फरवरी फर | | अप्रेल | | | जुलै | | सितम्बर | अक्तूबर | नवम्बर | दिसम्बर",
    weekdays="| मंगल | | बृहस्पतिवार वीरवार | | शनि | इतवार",
    ambiguous="जून मई मंगल सोम शुक्र रवि शनि गुरु बुध",
    joiners="से – - तक",
    ands="और एवं व &",
    alternatives="या",
    closers="तक",
    prepositions="को दिनांक",
    ordinals="वां वीं वें",
    counters="दिन भाग मैच दौर चरण समूह अंक एपिसोड क्रमांक",
    units="मीटर किमी किलोमीटर किलो वर्ष साल दिन घंटे मिनट",
    titles="कक्षा वर्ष वर्षगांठ सालगिरह जन्मदिन स्मृति हॉल बैच श्रेणी",
    labels="कक्षा बैच कमरा हॉल मॉडल क्रमांक",
    new_year="नववर्ष नया_साल",
    versus="बनाम",
    genders="पुरुष | महिला",
    seasons="सत्र वसंत ग्रीष्म शरद शीत",
    feasts="शादी विवाह | | | | जन्मदिन | दीक्षांत | | | अंतिम_संस्कार | | | | | सगाई",
    nobody="अज्ञात | विरोधी | मेज़बान | मेहमान",
    called_off="रद्द स्थगित",
)
