// Suppression et annulation, conservations et verrous, fin des clés.
export const deletion = {
  deletion: {
    title: 'Supprimés', lead: 'Les sites et produits supprimés. Tant que leur délai court, un clic rétablit tout.', none: 'Rien n’est supprimé', noneHelp: 'Les sites et produits supprimés attendent ici la fin de leur délai.',
    what: 'Objet', state: 'État', until: 'Annulable jusqu’au', reason: 'Motif', actions: 'Actions', undo: 'Annuler', undoThis: 'Annuler la suppression de {{name}}', undone: '{{name}} est rétabli.', reviving: '{{name}} est en cours de rétablissement depuis les sauvegardes. Vous pouvez quitter cette page.',
    stateIs: { deleting: 'Fermé', undone: 'Annulé', purging: 'En cours d’effacement', purged: 'Effacé, clés gardées', reviving: 'En cours de rétablissement', destroyed: 'Définitivement perdu' },
    kind: { organization: 'Organisation', site: 'Site', product: 'Produit' },
    delete: 'Supprimer le site', deleteTitle: 'Supprimer {{name}} ?', deleteProduct: 'Supprimer {{product}}', goes: 'Cela emporte :', nothingInside: 'Il ne contient rien.',
    count: { projects_one: '{{count}} projet', projects_other: '{{count}} projets', issues_one: '{{count}} ticket', issues_other: '{{count}} tickets', spaces_one: '{{count}} espace', spaces_other: '{{count}} espaces', pages_one: '{{count}} page ou commentaire', pages_other: '{{count}} pages et commentaires', files_one: '{{count}} fichier', files_other: '{{count}} fichiers' },
    undoable: 'Plus personne ne pourra l’ouvrir. Vous pouvez annuler en une étape jusqu’au {{day}} ; ensuite, tout est effacé définitivement.', reasonHelp: 'Conservé dans le journal d’audit.', deleted: '{{name}} est supprimé. Annulable jusqu’au {{day}}.',
    held: 'Une conservation légale ou un verrou protège cet objet : il ne peut pas être supprimé.', seeHolds: 'Voir les conservations et verrous', isDeleted: 'Ce site est supprimé', isDeletedHelp: 'Annulable jusqu’au {{day}}.',
    settings: 'Délais', graceDays: 'Jours pendant lesquels une suppression est annulable', graceHelp: 'De 7 à 90. Vaut pour les suppressions à venir.', keyDays: 'Jours d’attente des clés après l’approbation de leur destruction', keyHelp: 'De 7 à 30.', range: 'Un nombre entier de {{least}} à {{most}}.',
  },
  keyEnd: {
    title: 'Fin des clés', lead: 'Quand un objet est effacé, ses clés ouvrent encore les sauvegardes. Une fois les clés détruites, rien ne peut le rétablir. Deux personnes décident, et l’annulation reste possible jusqu’au jour dit.',
    none: 'Aucune clé à détruire', noneHelp: 'Les clés de ce qui a été effacé apparaissent ici.', due: 'Détruites le', asked: 'Demandé le', approve: 'Approuver', approveThis: 'Approuver la destruction des clés de {{name}}', cancel: 'Annuler', cancelThis: 'Annuler la destruction des clés de {{name}}', ask: 'Redemander', askThis: 'Redemander la destruction des clés de {{name}}',
    certificate: 'Certificat', certificateOf: 'Enregistrer le certificat de {{name}}', approveTitle: 'Détruire les clés de {{name}} ?', approveHelp: 'Elles seront détruites dans {{days}} jours, sauf annulation. Ensuite, rien ne pourra rétablir {{name}}, pas même les sauvegardes.', typeName: 'Saisissez le nom pour approuver', approved: 'Approuvé. L’annulation reste possible jusque-là.', cancelled: 'Annulé. Les clés restent.', askedAgain: 'Demandé. Une autre personne doit approuver.', alone: 'approuvé par une seule personne',
    stateIs: { requested: 'En attente d’approbation', pending: 'Approuvé', cancelled: 'Annulé', destroying: 'Destruction en cours', destroyed: 'Détruites' },
  },
  holds: {
    title: 'Conservations et verrous', lead: 'Une conservation légale empêche d’effacer ce qu’elle couvre. Un verrou empêche même de le supprimer. Pour lever l’un ou l’autre, il faut deux personnes et un jour.', none: 'Rien n’est protégé', noneHelp: 'Placez une conservation avant que quelque chose d’important ne se perde.',
    place: 'Placer une conservation', placeTitle: 'Placer une conservation ou un verrou', kind: { legal_hold: 'Conservation légale', deletion_lock: 'Verrou de suppression' }, kindLabel: 'Effet', kindHelp: { legal_hold: 'On peut encore supprimer, mais rien n’est effacé définitivement.', deletion_lock: 'Rien ne peut être supprimé.' },
    on: 'Porte sur', whole: 'Toute l’organisation', site: 'Un site', chooseSite: 'Site', container: { tracker: 'Projet {{id}}', wiki: 'Espace {{id}}' }, reason: 'Motif', reasonHelp: 'Lisible par les administrateurs et les auditeurs seulement.', placed: 'La conservation est en place.', since: 'Depuis', state: 'État',
    stateIs: { active: 'En place', opening: 'Levée demandée', released: 'Levée' }, opensAt: 'Levée le {{day}}', waits: 'Attend une seconde personne', open: 'Demander la levée', openThis: 'Demander la levée de la conservation « {{reason}} »', approve: 'Approuver la levée', approveThis: 'Approuver la levée de la conservation « {{reason}} »', keep: 'Maintenir', keepThis: 'Maintenir la conservation « {{reason}} »',
    asked: 'Demandé. Une autre personne doit approuver.', approved: 'Elle sera levée dans un jour. D’ici là, chacun peut la maintenir.', kept: 'La conservation reste.', actions: 'Actions',
  },
  wikiTrash: {
    title: 'Corbeille', lead: 'Pages, articles et fichiers supprimés de cet espace. Ils reviennent avec tout ce qu’ils contiennent.', spaces: 'Espaces supprimés', spacesLead: 'Les espaces supprimés que vous administrez.', empty: 'La corbeille est vide', emptyHelp: 'Ce qui est supprimé attend ici la fin de son délai.', what: 'Objet', by: 'Supprimé par', until: 'Gardé jusqu’au', actions: 'Actions',
    restore: 'Rétablir', restoreThis: 'Rétablir « {{title}} »', restored: '« {{title}} » est rétabli.', renamed: 'Son titre est désormais « {{title}} », l’ancien étant pris.', together_one: 'avec {{count}} page', together_other: '{{count}} pages en tout', files: 'Fichiers', filesEmpty: 'Aucun fichier supprimé.', onIssue: 'sur {{key}}',
  },
};
