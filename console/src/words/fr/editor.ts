// Words of the rich editor, in French.
export const editor = {
  editor: {
    toolbar: 'Mise en forme : {{label}}', context: 'Là où se trouve le curseur', kind: 'Type de texte', moreText: 'Autres mises en forme', insert: 'Insérer', apply: 'Appliquer', nothingFound: 'Rien trouvé.',
    paragraph: 'Texte normal', headingOne: 'Titre 1', headingTwo: 'Titre 2', headingThree: 'Titre 3', headingFour: 'Titre 4', headingFive: 'Titre 5', headingSix: 'Titre 6',
    bold: 'Gras', italic: 'Italique', underline: 'Souligné', strike: 'Barré', code: 'Code', subscript: 'Indice', superscript: 'Exposant', textColour: 'Couleur du texte', highlight: 'Couleur de fond', noColour: 'Aucune couleur', clear: 'Retirer la mise en forme',
    alignStart: 'Aligner à gauche', alignCenter: 'Centrer', alignEnd: 'Aligner à droite', indent: 'Augmenter le retrait', outdent: 'Diminuer le retrait',
    bulletList: 'Liste à puces', orderedList: 'Liste numérotée', taskList: 'Liste de tâches', taskDone: 'Fait', decision: 'Décision',
    link: 'Lien', address: 'Adresse', badAddress: 'Saisissez une adresse web, une adresse e-mail ou une adresse de ce site.', unlink: 'Retirer le lien',
    files: 'Ajouter des images ou des fichiers', file: 'Fichier', mention: 'Mentionner quelqu’un', emoji: 'Emoji', alt: 'Description de l’image',
    table: 'Tableau', codeBlock: 'Bloc de code', language: 'Langage', noLanguage: 'Aucun langage', quote: 'Citation', rule: 'Ligne de séparation', expand: 'Section à déplier', expandTitle: 'Titre de la section', removeExpand: 'Retirer la section, garder son contenu',
    panel: { info: 'Encadré d’information', note: 'Encadré de note', success: 'Encadré de réussite', warning: 'Encadré d’avertissement', error: 'Encadré d’erreur' },
    panelKind: 'Encadré', removePanel: 'Retirer l’encadré, garder son contenu',
    status: 'État', statusText: 'Texte de l’état', colour: 'Couleur', date: 'Date', columnsTwo: 'Deux colonnes', columnsThree: 'Trois colonnes', contents: 'Table des matières', noHeadings: 'Les titres de cette page apparaissent ici.', include: 'Inclure une page', issueList: 'Liste de tickets', childPages: 'Pages en dessous',
    rowAbove: 'Ajouter une ligne au-dessus', rowBelow: 'Ajouter une ligne au-dessous', columnBefore: 'Ajouter une colonne avant', columnAfter: 'Ajouter une colonne après', deleteRow: 'Supprimer la ligne', deleteColumn: 'Supprimer la colonne', mergeCells: 'Fusionner les cellules', splitCell: 'Scinder la cellule', headerRow: 'Ligne d’en-tête : oui ou non', headerColumn: 'Colonne d’en-tête : oui ou non', deleteTable: 'Supprimer le tableau',
    shade: { grey: 'Gris', red: 'Rouge', orange: 'Orange', yellow: 'Jaune', green: 'Vert', teal: 'Bleu canard', blue: 'Bleu', purple: 'Violet', magenta: 'Magenta' },
    layout: { name: 'Emplacement', center: 'Centré', wide: 'Large', full: 'Pleine largeur', start: 'À gauche', end: 'À droite', wrapLeft: 'À gauche, texte à côté', wrapRight: 'À droite, texte à côté' },
    remove: 'Retirer {{name}}', keptAsItIs: 'gardé tel quel',
  },
};
