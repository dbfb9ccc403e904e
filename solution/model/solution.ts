import type { Words } from './words';

/** Names that may never change once a solution has been installed anywhere: an import under another name is another solution. */
export const SOLUTION = {
  uniqueName: 'Tandem',
  name: ['Tandem', 'Tandem'] as Words,
  description: [
    'Keeps Dynamics 365 Project Operations and Dynamics 365 Finance in step.',
    'Maintient Dynamics 365 Project Operations et Dynamics 365 Finance en phase.',
  ] as Words,
  publisher: { uniqueName: 'tandem', name: ['Tandem', 'Tandem'] as Words },
  prefix: 'tandem',
  optionPrefix: 71810,
} as const;

/** Version in which the components written so far came in. A component added later carries its own. */
export const INTRODUCED = '0.1.0.0';
