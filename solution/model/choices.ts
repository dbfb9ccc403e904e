import { SOLUTION } from './solution';
import type { Words } from './words';

/** One value of a choice: its number is the publisher's option prefix followed by its place in the list. */
export interface ChoiceOption {
  readonly label: Words;
  /** Colour of the mark in a grid, by meaning: good, on its way, wait, refused, to decide, of no concern. */
  readonly color?: string;
}

/** A choice that several tables, and the code of hosts and forms, share. */
export interface Choice {
  readonly name: `tandem_${string}`;
  readonly label: Words;
  readonly description: Words;
  /** In the order of their numbers. Only ever append: a number is stored in rows and known to code. */
  readonly options: readonly ChoiceOption[];
}

const GOOD = '#0e700e';
const BRAND = '#0f6cbd';
const WAIT = '#5c2e91';
const WARN = '#bc4b09';
const BAD = '#b10e1c';
const QUIET = '#616161';

const option = (english: string, french: string, color?: string): ChoiceOption =>
  color === undefined ? { label: [english, french] } : { label: [english, french], color };

/** The number of an option, from its place in the list. */
export function optionValue(place: number): number {
  return SOLUTION.optionPrefix * 10_000 + place;
}

export const CHOICES: readonly Choice[] = [
  {
    name: 'tandem_syncstatus',
    label: ['Sync status', 'État de synchronisation'],
    description: ['Whether a record has arrived in Finance.', 'Indique si un enregistrement est arrivé dans Finance.'],
    options: [
      option('Not applicable', 'Sans objet', QUIET),
      option('Pending', 'À transmettre', BRAND),
      option('Sending', 'Transmission en cours', BRAND),
      option('Waiting', 'En attente', WAIT),
      option('In sync', 'À jour', GOOD),
      option('Error', 'Erreur', BAD),
      option('Conflict', 'Conflit', WARN),
    ],
  },
  {
    name: 'tandem_mapstate',
    label: ['Table map state', 'État du mappage'],
    description: ['Whether a table map runs.', 'Indique si un mappage de table est en cours.'],
    options: [
      option('Stopped', 'Arrêté', QUIET),
      option('Running', 'En cours', GOOD),
      option('Paused', 'Suspendu', WARN),
    ],
  },
  {
    name: 'tandem_requestkind',
    label: ['Sync request kind', 'Type de demande'],
    description: ['What a sync request asks for.', 'Ce que demande une demande de synchronisation.'],
    options: [
      option('Sync now', 'Synchroniser'),
      option('Retry', 'Réessayer'),
      option('Resolve conflict', 'Résoudre le conflit'),
      option('Forget record', 'Oublier l’enregistrement'),
      option('Dependents', 'Enregistrements dépendants'),
    ],
  },
  {
    name: 'tandem_requeststate',
    label: ['Sync request state', 'État de la demande'],
    description: ['How far a sync request has come.', 'Avancement d’une demande de synchronisation.'],
    options: [
      option('Open', 'Ouverte', BRAND),
      option('Claimed', 'Prise en charge', BRAND),
      option('Done', 'Terminée', GOOD),
      option('Failed', 'Échouée', BAD),
    ],
  },
  {
    name: 'tandem_runkind',
    label: ['Sync run kind', 'Type d’exécution'],
    description: ['What a sync run does.', 'Ce que fait une exécution de synchronisation.'],
    options: [
      option('Adopt', 'Adoption'),
      option('Initial sync', 'Synchronisation initiale'),
      option('Catch-up', 'Rattrapage'),
      option('Reconcile', 'Rapprochement'),
    ],
  },
  {
    name: 'tandem_runstate',
    label: ['Sync run state', 'État de l’exécution'],
    description: ['How far a sync run has come.', 'Avancement d’une exécution de synchronisation.'],
    options: [
      option('Running', 'En cours', BRAND),
      option('Completed', 'Terminée', GOOD),
      option('Failed', 'Échouée', BAD),
      option('Paused', 'Suspendue', WARN),
    ],
  },
  {
    name: 'tandem_logkind',
    label: ['Sync log kind', 'Type d’entrée du journal'],
    description: ['What an entry of the sync log tells.', 'Ce que relate une entrée du journal.'],
    options: [
      option('Conflict', 'Conflit', WARN),
      option('Error', 'Erreur', BAD),
      option('Delete', 'Suppression', WAIT),
      option('Act of a person', 'Action d’une personne', QUIET),
      option('Sent', 'Transmission', GOOD),
    ],
  },
  {
    name: 'tandem_side',
    label: ['Side', 'Côté'],
    description: ['One of the two systems.', 'L’un des deux systèmes.'],
    options: [option('Dataverse', 'Dataverse'), option('Finance', 'Finance')],
  },
];
