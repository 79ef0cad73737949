// Words of plans and seats, in German.
export const plan = {
  plan: {
    title: 'Tarif', lead: 'Was die Organisation hat und was sie nutzt. Wird der Tarif kleiner, wird nichts gelöscht.', choose: 'Tarif', change: 'Tarif wechseln', changeTitle: 'Zu {{plan}} wechseln?', changed: 'Der Tarif ist gewechselt.',
    name: { free: 'Kostenlos', standard: 'Standard', premium: 'Premium', enterprise: 'Enterprise' },
    feature: { 'nested-groups': 'Gruppen in Gruppen', 'product-roles': 'Rollen für ein einzelnes Produkt' },
    features: 'Was dazugehört', on: 'An', off: 'Aus', from: 'Ab {{plan}}', byFlag: 'Eigens festgelegt', try: '{{plan}} {{days}} Tage ausprobieren', trialUntil: '{{plan}} zur Probe bis {{day}}.',
    seats: 'Genutzte Plätze', seatsHelp: '{{people}} aktive Personen. Jede zählt einmal je Produkt einer Site.', seatsOf: 'Tracker {{tracker}} · Wiki {{wiki}}',
    losesNothing: 'Damit wird nichts abgeschaltet.', loses: 'Für Neues nicht mehr möglich: {{features}}. Was es schon gibt, bleibt und funktioniert weiter.',
  },
};
