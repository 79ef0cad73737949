// Sauvegardes : les faire, les récupérer, les garder.
import type { backups as source } from '../en/backups.ts';

export const backups: typeof source = {
  backups: {
    title: 'Sauvegardes', lead: 'Une copie du contenu d’un site, dans un fichier à vous. Elle se fait en arrière-plan ; vous pouvez quitter cette page.', siteFirst: 'Il faut un site pour faire une sauvegarde.', site: 'De quel site',
    make: 'Faire une sauvegarde', what: 'Quoi', everything: 'Tous les produits du site', keys: 'Seulement ces projets ou espaces', keysHelp: 'Leurs clés, séparées par des virgules. Vide : tous.',
    format: 'Format', xml: 'XML : Jira et Confluence le lisent aussi', native: 'Natif : toutes les tables, lisibles', sealed: 'Natif, scellé : ne s’ouvre qu’avec vos clés', keepDays: 'Garder pendant tant de jours', repeat: 'À quel rythme', once: 'Une fois, maintenant', daily: 'Chaque jour', weekly: 'Chaque semaine', hourly: 'Chaque heure',
    lock: 'La verrouiller dans le coffre', lockHelp: 'Personne ne la supprime avant son échéance, ni vous ni la plateforme.',
    actions: 'Actions',
    begun_one: '{{count}} sauvegarde commencée.', begun_other: '{{count}} sauvegardes commencées.', list: 'Sauvegardes existantes', none: 'Pas encore de sauvegarde de ce site', noneHelp: 'Faites-en une ci-dessus, ou laissez-les se faire toutes seules.',
    file: 'Fichier', state: 'État', size: 'Taille', made: 'Faite', until: 'Gardée jusqu’au', records_one: '{{shown}} enregistrement', records_other: '{{shown}} enregistrements', rate: '{{rate}} par seconde', progressOf: 'Avancement de {{name}}',
    states: { waiting: 'En attente', running: 'En cours', done: 'Terminée', failed: 'Échouée', cancelled: 'Arrêtée', removed: 'Supprimée' },
    download: 'Télécharger', downloadOf: 'Télécharger {{name}}', cancel: 'Arrêter', cancelOf: 'Arrêter {{name}}', cancelled: 'La sauvegarde s’arrête.', remove: 'Supprimer', removeOf: 'Supprimer {{name}}', removeTitle: 'Supprimer cette sauvegarde ?',
    removeHelp: '{{name}} disparaît pour de bon. Le contenu du site ne change pas.', removed: 'Sauvegarde supprimée.',
    schedules: 'Faites toutes seules', noSchedules: 'Rien n’est sauvegardé automatiquement.', next: 'Prochaine', every: 'Toutes les {{hours}} heures', all: 'Tous les produits', stop: 'Arrêter', stopOf: 'Arrêter la planification de {{what}}', stopTitle: 'Arrêter cette planification ?', stopHelp: 'Les sauvegardes déjà faites restent jusqu’à leur échéance.', stopped: 'Planification arrêtée.', scheduled: 'Planification créée. La première sauvegarde commence tout de suite.', problem: 'La dernière n’a pas pu être faite : {{code}}',
  },
};
