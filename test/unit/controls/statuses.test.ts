import { describe as group, expect, it } from 'vitest';
import { describe } from '../../../controls/SyncStatus/status/describe';
import type { Situation } from '../../../controls/SyncStatus/status/known';
import { judge } from '../../../controls/SyncStatus/status/standing';
import type { View } from '../../../controls/SyncStatus/status/view';
import { answer, at, host, hosting, NOW, reader, record, situation } from './known';

/** The narrow space of French typography, as the resources have it. */
const french = (text: string): string => text.replace(/ (?=[:;»])|(?<=«) /g, '\u00a0');

interface Row {
  readonly name: string;
  readonly given: Situation;
  readonly icon: View['icon'];
  readonly tone: View['tone'];
  readonly hasBar?: true;
  readonly action?: string;
  readonly english: { readonly line: string; readonly says: readonly string[] };
  readonly french: { readonly line: string; readonly says: readonly string[] };
}

const customerOf = (table: string): Situation['record'] => ({ table, id: '22222222-0000-4000-8000-000000000002' });
const NOTHING = { english: 'You need not do anything.', french: 'Vous n’avez rien à faire.' };

const ROWS: readonly Row[] = [
  {
    name: 'in sync',
    given: situation(),
    icon: 'check',
    tone: 'good',
    english: {
      line: 'In sync as of 10:42 · frrt · PRJ-001042',
      says: ['Finance holds the same values as this project.', NOTHING.english],
    },
    french: {
      line: 'À jour à 10:42 · frrt · PRJ-001042',
      says: ['Finance contient les mêmes valeurs que ce projet.', NOTHING.french],
    },
  },
  {
    name: 'in sync, adjusted',
    given: situation({
      answer: answer([
        record({
          reason: { code: 'TDM4005', parameters: { columns: 'ProjectGroupId' } },
          adjusted: ['ProjectGroupId'],
        }),
      ]),
    }),
    icon: 'check',
    tone: 'good',
    english: {
      line: 'In sync as of 10:42 · frrt · PRJ-001042',
      says: ['Finance holds this project, but set Project group id itself.', NOTHING.english],
    },
    french: {
      line: 'À jour à 10:42 · frrt · PRJ-001042',
      says: ['Finance contient ce projet, mais a fixé Project group id de son côté.', NOTHING.french],
    },
  },
  {
    name: 'pending',
    given: situation({
      savedOn: at('10:41:52'),
      answer: answer([record({ checkedAt: at('10:41:40') })], [hosting({ caughtUpUntil: at('10:41:45') })]),
    }),
    icon: 'clock',
    tone: 'brand',
    english: {
      line: 'Pending · saved 10:41:52',
      says: ['Your change is saved here and goes to Finance next.', 'You need not wait: you can leave this form.'],
    },
    french: {
      line: 'À transmettre · enregistré à 10:41:52',
      says: [
        'Votre modification est enregistrée ici et part bientôt vers Finance.',
        'Inutile d’attendre : vous pouvez quitter ce formulaire.',
      ],
    },
  },
  {
    name: 'pending, backing off',
    given: situation({
      answer: answer([
        record({
          status: 'pending',
          reason: { code: 'TDM9001', parameters: { side: 'finance' } },
          attempts: 3,
          nextAttempt: at('10:47:00'),
        }),
      ]),
    }),
    icon: 'clock',
    tone: 'brand',
    action: 'Try now | Essayer',
    english: {
      line: 'Pending · next attempt 10:47',
      says: [
        'Finance did not answer, so this project could not be sent yet.',
        'Tandem tries again by itself at 10:47; nothing is lost.',
      ],
    },
    french: {
      line: 'À transmettre · prochain essai à 10:47',
      says: [
        'Finance n’a pas répondu : ce projet n’a pas encore pu être transmis.',
        'Tandem réessaie seul à 10:47 ; rien n’est perdu.',
      ],
    },
  },
  {
    name: 'pending, retry asked',
    given: situation({
      answer: answer([record({ status: 'error', reason: { code: 'TDM3001', parameters: {} }, financeSays: 'No.' })]),
      asked: { kind: 'retry', mapKey: 'projects-v2', at: at('10:42:30'), revisions: { 'projects-v2': '1' } },
    }),
    icon: 'clock',
    tone: 'brand',
    english: {
      line: 'Pending · retry asked 10:42',
      says: [
        'Your request of 10:42 is the next thing that a host takes up for this project.',
        'You need not wait: you can leave this form.',
      ],
    },
    french: {
      line: 'À transmettre · nouvel essai demandé à 10:42',
      says: [
        'Votre demande de 10:42 est la prochaine qu’un hôte traitera pour ce projet.',
        'Inutile d’attendre : vous pouvez quitter ce formulaire.',
      ],
    },
  },
  {
    name: 'pending, saved while the table map is paused',
    given: situation({
      savedOn: at('10:41:52'),
      answer: answer(
        [record({ checkedAt: at('09:00:00') })],
        [hosting({ state: 'paused', caughtUpUntil: at('09:00:00') })],
      ),
    }),
    icon: 'clock',
    tone: 'brand',
    english: {
      line: 'Pending · table map paused',
      says: [
        'Your change is saved here, but the table map Projects V2 is paused.',
        'It goes by itself once an admin resumes the table map.',
      ],
    },
    french: {
      line: 'À transmettre · mappage suspendu',
      says: [
        'Votre modification est enregistrée ici, mais le mappage Projets V2 est suspendu.',
        'Elle partira seule dès qu’un administrateur reprendra le mappage.',
      ],
    },
  },
  {
    name: 'sending',
    given: situation({ answer: answer([record({ status: 'sending', claimedAt: at('10:42:05') })]) }),
    icon: 'sync',
    tone: 'brand',
    english: {
      line: 'Sending · since 10:42:05',
      says: ['Your change is on its way to Finance.', 'This usually takes a few seconds.'],
    },
    french: {
      line: 'Transmission en cours · depuis 10:42:05',
      says: ['Votre modification est en route vers Finance.', 'Cela prend en général quelques secondes.'],
    },
  },
  {
    name: 'waiting',
    given: situation({
      record: customerOf('salesorder'),
      answer: answer([
        record({
          status: 'waiting',
          isInFinance: false,
          since: at('09:58:00'),
          reason: { code: 'TDM4001', parameters: { table: 'account', name: 'Northwind Lyon' } },
          waitingFor: {
            table: 'account',
            recordId: 'acc00000-0000-4000-8000-000000000001',
            name: 'Northwind Lyon',
            status: 'error',
            since: at('09:58:00'),
          },
        }),
      ]),
    }),
    icon: 'hourglass',
    tone: 'wait',
    english: {
      line: 'Waiting for customer Northwind Lyon',
      says: [
        'This contract cannot go to Finance before its customer, Northwind Lyon, is there.',
        'It goes by itself once the customer arrives. Open the customer to see what holds it up.',
      ],
    },
    french: {
      line: 'En attente du client Northwind Lyon',
      says: [
        'Ce contrat ne peut pas partir vers Finance avant que son client, Northwind Lyon, y soit.',
        'Il partira seul dès que le client y sera. Ouvrez le client pour voir ce qui le retient.',
      ],
    },
  },
  {
    name: 'waiting for a row without a sync record, in a feminine table',
    given: situation({
      record: customerOf('msdyn_projecttask'),
      answer: answer([
        record({ status: 'waiting', reason: { code: 'TDM4001', parameters: { table: 'cdm_company', name: 'FRRT' } } }),
      ]),
    }),
    icon: 'hourglass',
    tone: 'wait',
    english: {
      line: 'Waiting for company FRRT',
      says: [
        'This task cannot go to Finance before its company, FRRT, is there.',
        'It goes by itself once the company arrives.',
      ],
    },
    french: {
      line: 'En attente de la société FRRT',
      says: [
        'Cette tâche ne peut pas partir vers Finance avant que sa société, FRRT, y soit.',
        'Elle partira seule dès que la société y sera.',
      ],
    },
  },
  {
    name: 'waiting for its key',
    given: situation({
      answer: answer([
        record({
          status: 'waiting',
          isInFinance: false,
          reason: { code: 'TDM4002', parameters: { columns: 'msdyn_projectnumber' } },
        }),
      ]),
    }),
    icon: 'hourglass',
    tone: 'wait',
    english: {
      line: 'Waiting · for its key',
      says: [
        'This project cannot go to Finance before Project number is filled in, which is part of its key there.',
        'It goes by itself once there is a value. Enter it here, unless it is given by itself.',
      ],
    },
    french: {
      line: 'En attente · de sa clé',
      says: [
        'Ce projet ne peut pas partir vers Finance avant que Project number ne soit renseigné, car c’est une partie de sa clé.',
        'Il partira seul dès qu’il y aura une valeur. Saisissez-la ici, sauf si elle est attribuée automatiquement.',
      ],
    },
  },
  {
    name: 'error, refused by Finance',
    given: situation({
      answer: answer([
        record({
          status: 'error',
          reason: { code: 'TDM3112', parameters: {} },
          financeSays: 'Customer FR-C0031 is on hold. Update has been canceled.',
        }),
      ]),
    }),
    icon: 'cross',
    tone: 'bad',
    hasBar: true,
    action: 'Retry | Réessayer',
    english: {
      line: 'Error · Finance refused this project',
      says: ['Finance refused this project at 10:42.', 'Read what Finance says below, mend it, then choose Retry.'],
    },
    french: {
      line: 'Erreur · Finance a refusé ce projet',
      says: [
        'Finance a refusé ce projet à 10:42.',
        'Lisez la réponse de Finance ci-dessous, corrigez, puis choisissez Réessayer.',
      ],
    },
  },
  {
    name: 'error, code without a text and without words of Finance',
    given: situation({ answer: answer([record({ status: 'error', reason: { code: 'TDM9999', parameters: {} } })]) }),
    icon: 'cross',
    tone: 'bad',
    hasBar: true,
    action: 'Retry | Réessayer',
    english: {
      line: 'Error · TDM9999',
      says: [
        'This project could not be sent to Finance at 10:42.',
        'Tell your admin the code TDM9999. Once the cause is mended, choose Retry.',
      ],
    },
    french: {
      line: 'Erreur · TDM9999',
      says: [
        'Ce projet n’a pas pu être transmis à Finance à 10:42.',
        'Indiquez le code TDM9999 à votre administrateur. Une fois la cause corrigée, choisissez Réessayer.',
      ],
    },
  },
  {
    name: 'error, text too long',
    given: situation({
      answer: answer([
        record({ status: 'error', reason: { code: 'TDM1105', parameters: { column: 'ProjectName', maxLength: 60 } } }),
      ]),
    }),
    icon: 'cross',
    tone: 'bad',
    hasBar: true,
    action: 'Retry | Réessayer',
    english: {
      line: 'Error · a value does not fit in Finance',
      says: [
        'This project cannot go to Finance: Project name is longer than the 60 characters that Finance keeps.',
        'Shorten it and save; it then goes by itself.',
      ],
    },
    french: {
      line: 'Erreur · une valeur ne convient pas à Finance',
      says: [
        'Ce projet ne peut pas partir vers Finance : Project name dépasse les 60 caractères que Finance accepte.',
        'Raccourcissez et enregistrez ; il partira ensuite seul.',
      ],
    },
  },
  {
    name: 'error, gone from Finance',
    given: situation({
      answer: answer([record({ status: 'error', reason: { code: 'TDM4003', parameters: { side: 'finance' } } })]),
    }),
    icon: 'cross',
    tone: 'bad',
    hasBar: true,
    action: 'Retry | Réessayer',
    english: {
      line: 'Error · no longer in Finance',
      says: [
        'This project was sent to Finance before, but Finance no longer has it.',
        'Ask your Finance team whether it was deleted on purpose. Choose Retry to make it again.',
      ],
    },
    french: {
      line: 'Erreur · absent de Finance',
      says: [
        'Ce projet avait été transmis à Finance, mais Finance ne l’a plus.',
        'Demandez à l’équipe Finance si la suppression est voulue. Choisissez Réessayer pour le recréer.',
      ],
    },
  },
  {
    name: 'error, key changed',
    given: situation({
      answer: answer([
        record({ status: 'error', reason: { code: 'TDM4004', parameters: { before: 'PRJ-001042', now: 'PRJ-9' } } }),
      ]),
    }),
    icon: 'cross',
    tone: 'bad',
    hasBar: true,
    action: 'Retry | Réessayer',
    english: {
      line: 'Error · its key was changed',
      says: [
        'This project was sent to Finance as PRJ-001042, but its key here is now PRJ-9. Finance cannot change a key.',
        'Set the key back to PRJ-001042 and save, or ask your admin.',
      ],
    },
    french: {
      line: 'Erreur · sa clé a changé',
      says: [
        'Ce projet a été transmis à Finance sous PRJ-001042, mais sa clé est maintenant PRJ-9. Finance ne peut pas changer une clé.',
        'Rétablissez la clé PRJ-001042 et enregistrez, ou adressez-vous à votre administrateur.',
      ],
    },
  },
  {
    name: 'error of a row that Finance has and takes once',
    given: situation({
      record: customerOf('msdyn_actual'),
      answer: answer([
        record({ status: 'error', reason: { code: 'TDM3001', parameters: {} }, financeSays: 'Period is closed.' }),
      ]),
    }),
    icon: 'cross',
    tone: 'bad',
    hasBar: true,
    action: 'Check again | Vérifier à nouveau',
    english: {
      line: 'Error · Finance refused this actual',
      says: [
        'Finance refused this actual at 10:42.',
        'Read what Finance says below, mend it, then choose Check again.',
      ],
    },
    french: {
      line: 'Erreur · Finance a refusé ce réel',
      says: [
        'Finance a refusé ce réel à 10:42.',
        'Lisez la réponse de Finance ci-dessous, corrigez, puis choisissez Vérifier à nouveau.',
      ],
    },
  },
  {
    name: 'conflict',
    given: situation({
      record: customerOf('account'),
      answer: answer([
        record({
          status: 'conflict',
          since: at('09:40:00'),
          conflict: [
            { column: 'PrimaryContactPhone', here: '+33 4 72 10 20 30', finance: '+33 4 72 10 20 99' },
            { column: 'CreditLimit', here: '50000.00', finance: '40000.00' },
          ],
          outcomes: [{ at: at('08:55:00'), status: 'inSync', action: 'updated', columns: [] }],
        }),
      ]),
    }),
    icon: 'branch',
    tone: 'warn',
    hasBar: true,
    action: 'Choose | Choisir',
    english: {
      line: 'Conflict in 2 columns',
      says: [
        'This customer was changed here and in Finance since both last agreed at 08:55.',
        'Choose the value to keep for each column. The other columns are in sync.',
      ],
    },
    french: {
      line: 'Conflit sur 2 colonnes',
      says: [
        'Ce client a été modifié ici et dans Finance depuis leur dernier accord, à 08:55.',
        'Choisissez la valeur à garder pour chaque colonne. Les autres sont à jour.',
      ],
    },
  },
  {
    name: 'not applicable, project template',
    given: situation({
      answer: answer([
        record({ status: 'notApplicable', reason: { code: 'TDM2001', parameters: { column: 'msdyn_istemplate' } } }),
      ]),
    }),
    icon: 'minus',
    tone: 'quiet',
    english: {
      line: 'Not applicable · project template',
      says: ['This project is a template, and templates stay in Dataverse.', NOTHING.english],
    },
    french: {
      line: 'Sans objet · modèle de projet',
      says: ['Ce projet est un modèle, et les modèles restent dans Dataverse.', NOTHING.french],
    },
  },
  {
    name: 'not applicable: no sync record, and the map is further than the last save',
    given: situation({ savedOn: at('10:00:00'), answer: answer([]) }),
    icon: 'minus',
    tone: 'quiet',
    english: {
      line: 'Not applicable · outside the filter',
      says: [
        'This project is outside the filter of the table map Projects V2, so it stays in Dataverse.',
        NOTHING.english,
      ],
    },
    french: {
      line: 'Sans objet · hors du filtre',
      says: ['Ce projet n’entre pas dans le filtre du mappage Projets V2 et reste dans Dataverse.', NOTHING.french],
    },
  },
  {
    name: 'not applicable, company off',
    given: situation({
      answer: answer([record({ status: 'notApplicable', reason: { code: 'TDM2002', parameters: {} } })]),
    }),
    icon: 'minus',
    tone: 'quiet',
    english: {
      line: 'Not applicable · company not in sync',
      says: ['This project belongs to a company, frrt, that is not kept in step with Finance yet.', NOTHING.english],
    },
    french: {
      line: 'Sans objet · société non synchronisée',
      says: [
        'Ce projet appartient à une société, frrt, qui n’est pas encore synchronisée avec Finance.',
        NOTHING.french,
      ],
    },
  },
  {
    name: 'not set up',
    given: situation({ answer: answer([], [hosting({ state: 'stopped', caughtUpUntil: null })]) }),
    icon: 'plug',
    tone: 'quiet',
    english: {
      line: 'Not set up',
      says: [
        'Projects are not sent to Finance from this environment yet.',
        'Ask an admin to start the table map Projects V2.',
      ],
    },
    french: {
      line: 'Non configuré',
      says: [
        'Les projets ne sont pas encore transmis à Finance depuis cet environnement.',
        'Demandez à un administrateur de démarrer le mappage Projets V2.',
      ],
    },
  },
  {
    name: 'not set up, no host ever',
    given: situation({ record: customerOf('invoice'), answer: answer([], []) }),
    icon: 'plug',
    tone: 'quiet',
    english: {
      line: 'Not set up',
      says: ['Invoices are not sent to Finance from this environment yet.', 'Ask an admin to start their table map.'],
    },
    french: {
      line: 'Non configuré',
      says: [
        'Les factures ne sont pas encore transmises à Finance depuis cet environnement.',
        'Demandez à un administrateur de démarrer leur mappage.',
      ],
    },
  },
  {
    name: 'unknown, no right',
    given: situation({ answer: null, failure: { kind: 'noRight' } }),
    icon: 'question',
    tone: 'quiet',
    english: {
      line: 'Unknown · no right to see it',
      says: [
        'You may not see whether this project has reached Finance.',
        'Ask an admin for the role Tandem user. Syncing itself goes on.',
      ],
    },
    french: {
      line: 'Inconnu · droit manquant',
      says: [
        'Vous n’êtes pas autorisé à voir si ce projet est arrivé dans Finance.',
        'Demandez le rôle Utilisateur Tandem. La synchronisation, elle, continue.',
      ],
    },
  },
  {
    name: 'unknown, offline',
    given: situation({
      isOffline: true,
      answer: answer([record({ checkedAt: at('09:58:00') })], [hosting({ caughtUpUntil: at('09:58:00') })]),
    }),
    icon: 'wifi',
    tone: 'quiet',
    english: {
      line: 'Unknown while offline · 09:58: in sync',
      says: [
        'You are offline; at 09:58 this project was in sync.',
        'The status comes back when you are online. Your changes are kept.',
      ],
    },
    french: {
      line: 'Inconnu hors connexion · 09:58 : à jour',
      says: [
        'Vous êtes hors connexion ; à 09:58, ce projet était à jour.',
        'L’état reviendra avec la connexion. Vos modifications sont conservées.',
      ],
    },
  },
  {
    name: 'offline from the start',
    given: situation({ isOffline: true, answer: null }),
    icon: 'wifi',
    tone: 'quiet',
    english: {
      line: 'Unknown while offline',
      says: ['You are offline.', 'The status comes back when you are online. Your changes are kept.'],
    },
    french: {
      line: 'Inconnu hors connexion',
      says: ['Vous êtes hors connexion.', 'L’état reviendra avec la connexion. Vos modifications sont conservées.'],
    },
  },
  {
    name: 'unsettled, no host',
    given: situation({
      savedOn: at('10:24:00'),
      answer: answer(
        [record({ checkedAt: at('10:16:58') })],
        [hosting({ caughtUpUntil: at('10:17:00') }, { lastSeen: at('10:17:10') })],
      ),
    }),
    icon: 'warning',
    tone: 'warn',
    hasBar: true,
    english: {
      line: 'Pending · no host seen for 25 minutes',
      says: [
        'Your change is saved here, but since 10:17 nothing has been running to take it to Finance.',
        'Tell your admin. It goes by itself once a host runs again.',
      ],
    },
    french: {
      line: 'À transmettre · aucun hôte vu depuis 25 minutes',
      says: [
        'Votre modification est enregistrée ici, mais depuis 10:17 rien ne tourne pour la porter à Finance.',
        'Prévenez votre administrateur. Elle partira seule dès qu’un hôte tournera.',
      ],
    },
  },
  {
    name: 'own request failed, nothing known',
    given: situation({ answer: null, failure: { kind: 'failed', at: at('10:43:00') } }),
    icon: 'question',
    tone: 'quiet',
    action: 'Try now | Essayer',
    english: {
      line: 'Unknown · could not be checked at 10:43',
      says: [
        'Whether this project has reached Finance could not be checked at 10:43.',
        'Choose Try now. Syncing itself is not affected.',
      ],
    },
    french: {
      line: 'Inconnu · n’a pas pu être vérifié à 10:43',
      says: [
        'Il n’a pas été possible de vérifier à 10:43 si ce projet est arrivé dans Finance.',
        'Choisissez Essayer. La synchronisation n’est pas affectée.',
      ],
    },
  },
  {
    name: 'own request failed, last known status stays',
    given: situation({ failure: { kind: 'failed', at: at('10:43:00') } }),
    icon: 'check',
    tone: 'good',
    action: 'Try now | Essayer',
    english: {
      line: 'In sync as of 10:42 · could not be checked at 10:43',
      says: ['Finance holds the same values as this project.', NOTHING.english],
    },
    french: {
      line: 'À jour à 10:42 · n’a pas pu être vérifié à 10:43',
      says: ['Finance contient les mêmes valeurs que ce projet.', NOTHING.french],
    },
  },
  {
    name: 'not saved yet',
    given: situation({ record: null, answer: null }),
    icon: 'clock',
    tone: 'quiet',
    english: { line: 'Save this record first.', says: [] },
    french: { line: 'Enregistrez d’abord cette fiche.', says: [] },
  },
];

const viewOf = (given: Situation, language: 'en' | 'fr'): View => {
  const view = describe(given, judge(given), reader(language));
  if (view === null) throw new Error('still loading');
  return view;
};

const lineOf = ({ word, link, fact }: View): string => [word, link?.text ?? fact?.text].filter(Boolean).join(' · ');

group('a record’s status, in words', () => {
  for (const row of ROWS) {
    it(row.name, () => {
      const [english, inFrench] = [viewOf(row.given, 'en'), viewOf(row.given, 'fr')];
      const [action, actionInFrench] = row.action?.split(' | ') ?? [];
      expect({ line: lineOf(english), says: english.sentences }).toEqual(row.english);
      expect({ line: lineOf(inFrench), says: inFrench.sentences }).toEqual({
        line: french(row.french.line),
        says: row.french.says.map(french),
      });
      expect(english).toMatchObject({ icon: row.icon, tone: row.tone, hasBar: row.hasBar === true });
      expect([english.lineAction?.label, inFrench.lineAction?.label]).toEqual([action, actionInFrench]);
    });
  }

  it('says nothing while loading', () => {
    const loading = situation({ answer: null });
    expect(describe(loading, judge(loading), reader('en'))).toBeNull();
  });

  it('keeps the green mark when all is well but no host is seen, and says so in the details', () => {
    const view = viewOf(situation({ answer: answer([record()], [host({ lastSeen: NOW - 25 * 60_000 })]) }), 'en');
    expect(view).toMatchObject({ icon: 'check', tone: 'good', hasBar: false });
    expect(view.facts).toContainEqual(
      expect.objectContaining({
        label: 'Host',
        value: [expect.objectContaining({ text: 'tandem-prod-1, no host seen for 25 minutes' })],
      }),
    );
  });
});
