// Words of plans and seats.
export const plan = {
  plan: {
    title: 'Plan', lead: 'What the organization has, and what it uses. Nothing is deleted when a plan gets smaller.', choose: 'Plan', change: 'Change plan', changeTitle: 'Change to {{plan}}?', changed: 'Plan changed.',
    name: { free: 'Free', standard: 'Standard', premium: 'Premium', enterprise: 'Enterprise' },
    feature: { 'nested-groups': 'Groups in groups', 'product-roles': 'Roles on one product' },
    features: 'What comes with it', on: 'On', off: 'Off', from: 'From {{plan}} on', byFlag: 'Set apart from the plan', try: 'Try {{plan}} for {{days}} days', trialUntil: 'Trial of {{plan}} until {{day}}.',
    seats: 'Seats in use', seatsHelp: '{{people}} active people. Somebody counts once for each product of a site.', seatsOf: 'Tracker {{tracker}} · Wiki {{wiki}}',
    losesNothing: 'This switches nothing off.', loses: 'No longer possible for new things: {{features}}. What was made with it stays and goes on working.',
  },
};
