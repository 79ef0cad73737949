// Words of plans and seats, in French.
export const plan = {
  plan: {
    title: 'Offre', lead: 'Ce que l’organisation possède et ce qu’elle utilise. Rien n’est supprimé quand l’offre diminue.', choose: 'Offre', change: 'Changer d’offre', changeTitle: 'Passer à {{plan}} ?', changed: 'L’offre a changé.',
    name: { free: 'Gratuite', standard: 'Standard', premium: 'Premium', enterprise: 'Entreprise' },
    feature: { 'nested-groups': 'Groupes dans des groupes', 'product-roles': 'Rôles sur un seul produit' },
    features: 'Ce qu’elle comprend', on: 'Actif', off: 'Inactif', from: 'À partir de {{plan}}', byFlag: 'Réglé à part', try: 'Essayer {{plan}} pendant {{days}} jours', trialUntil: 'Essai de {{plan}} jusqu’au {{day}}.',
    seats: 'Places utilisées', seatsHelp: '{{people}} personnes actives. Chacune compte une fois par produit d’un site.', seatsOf: 'Tracker {{tracker}} · Wiki {{wiki}}',
    losesNothing: 'Rien ne sera désactivé.', loses: 'Ne sera plus possible pour du nouveau : {{features}}. Ce qui existe reste et continue de fonctionner.',
  },
};
