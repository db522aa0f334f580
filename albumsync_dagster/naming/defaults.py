"""Names that nobody chose: what cameras, phones and galleries call an album until somebody names it.

Here: whether a whole name is such a default. Not here: placeholders inside an enrichment (``subject``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from albumsync_dagster.naming.locales import groups, words
from albumsync_dagster.naming.text import A_FEW, fold, unaccented

_UNNAMED, _NEW, _FOLDER, _PICTURES = (
    "|".join(sorted({re.escape(unaccented(word).replace("_", " ")) for word in group}))
    for group in groups("default_names")
)
_GAP = r"(?: |(?<=[\u3000-\u9fff]))"
"""Chinese and Japanese write no blank: "新しいフォルダー"."""
_NUMBER = r"(?: ?[-_#(]? ?\d{1,5}\)?)?"
_FILE = (
    r"_?(?:img_e|dsc|mg|dscf|dscn|img|imgp|image|pict|mvi|mov|vid|gopr|gp|gh|gx|dji|pxl|sam|cimg|hpim|p|100)[-_]?\d{3,8}"
    r"(?:[-_]\d{1,9})*"
    r"|1\d\d_\d{4}"  # Kodak: the folder and the picture
    # A prefix of one's own, with a count that is no day and month and no year: "JB3_4417".
    r"|(?:[a-z]{1,2}\d|\d[a-z]{1,2}|\d[a-z]\d)_(?!(?:[12]\d|3[01])(?:0\d|1[0-2]))(?:1[3-8]|2[1-9]|[3-9]\d)\d\d"
)
_DEFAULT: Final = re.compile(
    r"(?:copy of |copie de |copia de |kopie von )?(?:"
    # What file managers of all languages call a folder, and galleries an album.
    + rf"(?:(?:{_NEW}|{_UNNAMED}){_GAP}(?:{_FOLDER})|(?:{_FOLDER}) (?:{_NEW}|{_UNNAMED})|{_UNNAMED})"
    + _NUMBER
    # SmugMug's own default is "New Gallery", numbered from the second one on; others call it album, folder, set, event.
    # A number alone is what is left of a day and a roll.
    + r"|#?\d{1,3}|(?:(?:my|new|untitled|unnamed) )?(?:smart )?"
    r"(?:album|gallery|galerie|galeria|galleria|folder|collection|set|shoot|event|session|export|upload|uploads)"
    + _NUMBER
    # What phones and desktops call a picture or a folder; what stands behind is a number, a day or a time.
    + rf"|(?:img|pxl|vid|mvi|dsc|kakaotalk|whatsapp (?:image|video|images)|screen ?shots?|screen recording|dcim|"
    rf"{_PICTURES}|camera(?: roll| uploads)?|downloads?|uploads?)"
    r"(?:[-_ .,:()]*(?:\d+|at|am|pm|wa(?=\d)))*[-_ .,)]*"
    # Design rule for Camera File system: four characters and four digits; folders three digits and five characters.
    rf"|(?:(?:{_FILE})(?:(?: ?[-–] ?| to | bis )(?:{_FILE}))?"  # "_MG_5520-_MG_5901"
    r"|\d{3}(?:canon|nikon|n[ck]?d\w{1,4}|d\d{2,4}|media|msdcf|eos\w{2}|apple|_?pana|olymp|_?fuji|gopro))"
    r"(?:\.(?:jpe?g|cr[23]|nef|arw|mp4|mov))?)?"
    # What a desktop or an editor adds to the name of a copy.
    r"(?:[-_ ]+(?:edit|edited|bearbeitet|modifier|editar|modifica|bewerkt|hdr|pano|"
    r"copy|copie|copia|kopie|kopia|kopi|kopio)(?:[- ]\d+| ?\(\d+\))?| ?\(\d{1,3}\))?"
)


_WHEN: Final = frozenset(
    unaccented(key)
    for known in (words().months, words().weekdays)
    for key, named in known.items()
    if any("en" in n.languages or not n.ambiguous for n in named)
)


@lru_cache(maxsize=A_FEW)
def is_default_name(name: str) -> bool:
    """True where the whole name is a default of a camera or a gallery, or says nothing but a month or a weekday."""
    said = unaccented(fold(name)).strip(" ._-")
    return said in _WHEN or any(_DEFAULT.fullmatch(form) for form in (said, said.translate(_OTHERWISE)))


_OTHERWISE: Final = str.maketrans("_[]", " ()")
"""As in "New_folder [7]"."""
