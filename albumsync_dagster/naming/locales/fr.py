"""French, with Canada. Not here: anything that is not French."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="fr",
    variants=("fr_CA",),
    order="dmy",  # CLDR fr: dd/MM/y
    months="jan | fév fev | mar | avr | | jui jun | jul juill juil | aou | sep | | | dec",
    ambiguous="mars mai avril mar sam mer dim jeu ven lun",
    joiners="au à jusqu'au jusqu'à – -",
    ands="et &",
    alternatives="ou",
    leaders="depuis avant après",
    openers="du de dès depuis entre",
    prepositions="le les en au ce",
    articles="de d du",
    ordinals="er ère e ème nd",
    counters="jour journée match manche partie tour étape semaine set tome volume vol acte tableau série groupe "
    "épreuve poule terrain salle course ronde leçon chapitre numéro no n° nº épisode",
    parts="jour",
    units="m mètres mètre km kilomètres kg ans années année jours mois semaines heures heure h minutes min ch photos "
    "points",
    titles="classe classes promo promotion génération anniversaire âge âges ans édition mémorial commémoration salle "
    "chambre depuis route rn niveau année née né",
    labels="classe promo génération salle chambre route rn millésime n° no numéro",
    new_year="nouvel_an jour_de_l'an saint-sylvestre saint_sylvestre réveillon",
    genders="hommes garçons messieurs masculin masculine masculins garçon "
    "| femmes filles dames féminin féminine féminines fille | mixte",
    squads="déplacement minimes benjamins benjamines cadets cadettes juniors poussins espoirs équipe réserve match "
    "retour aller",
    colours="rouge bleu blanc noir jaune vert bleue blanche noire verte",
    nobody="inconnu inconnue vainqueur perdant exempt | équipe adversaire adverse | domicile | "
    "extérieur visiteur visiteurs",
    called_off="annulé annulée reporté reportée forfait",
    negations="pas non jamais",
    moved_from="du",
    default_names="sans_titre sans_nom | nouveau nouvel nouvelle | dossier album galerie | photo photos image images "
    "bureau",
    feasts="mariage noces | baptême | communion | confirmation | anniversaire | | | | enterrement obsèques "
    "funérailles | | concert chorale | | | fiançailles",
    versus="contre c vs v",
    hosts="à chez",
    calendar="| pâques | | | noël",
    seasons="saison printemps été automne hiver scolaire",
)
