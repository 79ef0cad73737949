// Words of recovery, in French.
export const recovery = {
  recovery: {
    lead: 'Choisissez un instant, regardez le site tel qu’il était, puis préparez ce qui doit revenir. Rien ne change avant votre accord sur le plan.',
    siteFirst: 'Seul le contenu d’un site peut revenir.',
    site: 'Site', product: 'Produit', when: 'Quand', moment: 'Instant', momentHelp: 'N’importe quelle seconde du {{from}} au {{to}}.', span: 'Durée montrée par l’axe',
    spans: { hour: 'Une heure', day: 'Un jour', week: 'Une semaine', month: 'Un mois' },
    chart: 'Modifications au fil du temps : {{changes}} en tout, dont {{removed}} suppressions, {{restores}} restaurations', keyChanged: 'Créé ou modifié', keyRemoved: 'Supprimé', keyRestore: 'Une restauration',
    asItWas: 'Tel qu’au {{at}}', asItIs: 'Tel qu’aujourd’hui', project: 'Projet', space: 'Espace', items: 'Éléments', now: 'Aujourd’hui', nowIs: { there: 'Toujours là', trashed: 'Dans la corbeille', gone: 'Disparu' },
    act: 'Faire revenir', planThis: 'Préparer la restauration', planOf: 'Préparer la restauration de {{name}}', planAll: 'Tout préparer', nothingThen: 'Il n’y avait rien ici à cet instant.', itemsOf: 'Dans {{name}}', noItems: 'C’était vide.',
    restores: 'Restaurations passées', noRestores: 'Rien n’a été restauré sur ce site.', what: 'Quoi', asAt: 'Tel qu’au', state: 'État', made: 'Préparée', one: 'Restauration',
    states: { waiting: 'En préparation', ready: 'Prête', applying: 'En cours', done: 'Terminée', failed: 'Refusée', expired: 'Périmée' },
    workingOut: 'Recherche de ce qui changerait', applyingNow: 'Retour en cours', rowsSoFar: '{{rows}} lignes jusqu’ici', rowsOf: '{{done}} lignes sur {{total}}', safeToLeave: 'Vous pouvez quitter cette page, tout continue sans vous.',
    refused: 'Refusé, et rien n’a changé', nothingYet: 'Rien n’a encore changé. Ce plan est valable jusqu’au {{until}}.', doneHelp: 'Tout est comme avant. Si ce n’était pas voulu, préparez le retour.', restoreHere: 'Restaurer ici', undo: 'Préparer le retour',
    byKind: 'Par type', byItem: 'Par élément', kind: 'Type', op: { created: 'Revient', changed: 'Change', removed: 'Disparaît' }, kept: 'Ailleurs', accessLeft: 'Accès inchangés',
    compare: 'Comparer', compareOf: 'Comparer {{name}} avant et maintenant', notThere: 'N’existe pas.', differs: 'diffère',
    kinds: { project: 'Projets', space: 'Espaces', issue: 'Tickets', page: 'Pages, billets, commentaires et fichiers', comment: 'Commentaires', attachment: 'Fichiers', history: 'Historique', label: 'Étiquettes', link: 'Liens', worklog: 'Temps saisis', access: 'Accès' },
    field: { title: 'Titre', text: 'Texte', environment: 'Environnement', status: 'Statut', comment: 'Commentaire', attachment: 'Fichier' },
  },
};
