// Words of roles, of who reaches what, and of why, in French.
export const rights = { rights: {
  duty: { admin: 'Administration', 'user-access-admin': 'Gestion des accès', auditor: 'Audit', member: 'Membre', guest: 'Invité' },
  dutyHelp: {
    admin: 'Administre toute l’organisation, sans voir de contenu tant qu’aucun rôle n’est donné sur un site.',
    'user-access-admin': 'Donne accès aux membres et aux invités et gère les groupes. Ne touche pas à qui administre ou contrôle.',
    auditor: 'Consulte les personnes, les rôles et le journal d’audit. Ne change rien et ne voit aucun contenu.',
  },
  roles: {
    title: 'Rôles', lead: 'Qui administre {{organization}}, qui donne accès et qui ne fait que regarder.', nobody: 'Personne n’a ce rôle.',
    givenBy: 'Donné par {{name}}', given: '{{name}} a maintenant le rôle : {{role}}.', taken: '{{name}} n’a plus le rôle : {{role}}.', addTo: 'Ajouter quelqu’un : {{role}}',
  },
  person: {
    roles: 'Rôles et leur origine', own: 'Donné à la personne', through: 'Par le groupe {{group}}', organization: 'Organisation', site: 'Site {{site}}', product: '{{product}} sur {{site}}',
    groups: 'Groupes', noGroups: 'Dans aucun groupe.', reach: 'À quoi cette personne accède-t-elle ?', reachHelp: 'Indiquez un projet, un ticket, un espace ou une page.', kind: 'Type', key: 'Clé ou numéro', ask: 'Demander', joined: 'Arrivée',
  },
  kind: { product: 'Produit', project: 'Projet', issue: 'Ticket', space: 'Espace', page: 'Page' },
  products: { title: 'Accès à un seul produit', help: 'Un rôle sur le site ouvre les deux produits. Ici, vous n’en donnez qu’un.', tracker: 'Tracker', wiki: 'Wiki' },
  nested: { title: 'Groupes dans ce groupe', help: 'Leurs personnes comptent aussi comme membres.', none: 'Il ne contient aucun groupe.', partOf: 'Il fait partie de : {{groups}}', gives: 'Ce qu’il donne', givesNothing: 'Il ne donne aucun rôle.', added: '{{name}} est dans le groupe.', removed: '{{name}} n’est plus dans le groupe.' },
  who: { title: 'Qui y a accès ?', find: 'Chercher une personne', level: { read: 'Peut lire', write: 'Peut lire et modifier', admin: 'Peut administrer' }, nobody: 'Personne.', total_one: '{{count}} personne', total_other: '{{count}} personnes' },
  why: {
    title: 'Pourquoi ?', yes: '{{name}} : {{level}}', no: '{{name}} n’y a pas accès', decides: 'Ceci décide', setBy: 'Défini par {{name}}', setByAt: 'Défini par {{name}}, {{when}}',
    active: 'Le compte est actif', suspended: 'Le compte est suspendu', role: 'A ici le rôle {{role}}', noRole: 'N’a aucun rôle sur ce produit', administers: 'Administre le produit, donc tout son contenu',
    grant: '{{where}} : {{level}}', noGrant: 'Rien dans {{where}} n’est ouvert à cette personne', lets: 'Une restriction laisse passer cette personne', stopsRead: 'Une restriction ferme l’accès à cette personne', stopsWrite: 'Une restriction ne permet à cette personne que de lire',
    inherited: 'Elle est posée sur une page au-dessus', through: 'par {{names}}', everyone: 'toutes les personnes du site', self: 'la personne',
  },
} };
