// French words of queries, saved filters and dashboards.
export const query = {
  query: {
    offers: 'Ce qui peut suivre',
    offered_one: '{{count}} proposition', offered_other: '{{count}} propositions',
    help: 'Les flèches choisissent, Tab insère. Par exemple : assignee in membersOf("equipe") AND status WAS "In Progress" ORDER BY updated',
    hint: { field: 'champ', operator: 'comparaison', function: 'fonction', value: 'valeur', word: 'mot' },
    found_one: '{{shown}} ticket', found_other: '{{shown}} tickets',
  },
  filters: {
    title: 'Filtres enregistrés', lead: 'Des requêtes que vous ou d’autres gardez. Une étoile en place une en tête pour vous.', find: 'Trouver un filtre', mine: 'Les miens', starred: 'Avec étoile', all: 'Tous', which: 'Quels filtres',
    name: 'Nom', owner: 'Propriétaire', sharedWith: 'Partagé avec', stars: 'Étoiles', description: 'Description', jql: 'Requête',
    star: 'Mettre une étoile à {{name}}', unstar: 'Retirer l’étoile de {{name}}', save: 'Enregistrer comme filtre', saveTitle: 'Enregistrer cette requête', edit: 'Modifier', editTitle: 'Modifier le filtre', saveChanges: 'Enregistrer dans « {{name}} »', saved: 'Filtre « {{name}} » enregistré.', deleted: 'Filtre « {{name}} » supprimé.',
    delete: 'Supprimer', deleteTitle: 'Supprimer le filtre « {{name}} » ?', deleteHelp: 'Les requêtes et tableaux de bord qui le nomment diront qu’il n’existe plus. Il ne peut pas être rétabli.',
    nobody: 'Moi seul', everybody: 'Toute personne connectée', people: '{{count}} personnes ou groupes', visibility: 'Qui le voit', nameNeeded: 'Donnez-lui un nom.', queryNeeded: 'Écrivez une requête.',
    none: 'Aucun filtre ici', noneHelp: 'Cherchez des tickets et enregistrez la requête : elle devient un filtre que vous pouvez partager.', open: 'Chercher des tickets', actions: 'Actions pour {{name}}', showing: 'Filtre : {{name}}', changed: 'modifié',
  },
  dashboards: {
    title: 'Tableaux de bord', lead: 'Des chiffres sur les tickets, côte à côte, pour vous ou pour d’autres.', create: 'Nouveau tableau', created: 'Tableau « {{name}} » créé.', rename: 'Modifier le tableau', none: 'Pas encore de tableau', noneHelp: 'Un tableau répond d’un coup d’œil aux questions de chaque semaine.',
    copy: 'Copier', copied: 'Copié sous « {{name}} ».', copyOf: 'Copie de {{name}}', deleteTitle: 'Supprimer le tableau « {{name}} » ?', deleteHelp: 'Ses gadgets disparaissent avec lui. Il ne peut pas être rétabli.', deleted: 'Tableau « {{name}} » supprimé.',
    add: 'Ajouter un gadget', empty: 'Encore vide', emptyHelp: 'Ajoutez un gadget : ce qui a été créé et résolu, l’âge des tickets, votre travail.', setUp: 'Régler', remove: 'Retirer', moveUp: 'Monter', moveDown: 'Descendre', moveOver: 'Vers l’autre colonne', gadgetActions: 'Actions pour « {{name}} »', removed: '« {{name}} » retiré.',
    kind: 'Ce qu’il montre', gadgetTitle: 'Titre', queryHelp: 'Vide : tous les tickets que vous voyez.', days: 'Jours', by: 'Compté par', table: 'En tableau', value: 'Valeur', count: 'Tickets', day: 'Jour', share: 'Part', more: 'Tout dans la liste', others: 'Autres', nobody: 'Personne', nothing: 'Aucun',
    modules: { 'created-resolved': 'Créés et résolus', age: 'Âge des tickets ouverts', distribution: 'Tickets par champ', 'filter-results': 'Tickets d’une requête', 'my-work': 'Mon travail ouvert' },
    fields: { status: 'État', assignee: 'Responsable', priority: 'Priorité', issuetype: 'Type', reporter: 'Rapporteur', resolution: 'Résolution', project: 'Projet', component: 'Composant', label: 'Étiquette' },
    createdLine: 'créés', resolvedLine: 'résolus',
    answerFlow: '{{created}} créés et {{resolved}} résolus en {{days}} jours', answerAge_one: '{{shown}} ticket ouvert, la moitié depuis plus de {{median}} jours', answerAge_other: '{{shown}} tickets ouverts, la moitié depuis plus de {{median}} jours', answerNone: 'Aucun ticket',
    answerBy: 'Le plus souvent {{name}} : {{share}} sur {{total}}', bucket: '{{from}} à {{to}} jours', bucketOver: 'plus de {{from}} jours',
  },
};
