import { LANGUAGES } from '../../model/words';
import { element, textElement, type XmlElement } from '../xml';
import { XSI } from './table';

/** Kinds of components, in the order in which the platform exports them. A kind without its node is not registered. */
const KINDS = [
  'Entities',
  'Roles',
  'Workflows',
  'FieldSecurityProfiles',
  'Templates',
  'EntityMaps',
  'EntityRelationships',
  'OrganizationSettings',
  'optionsets',
  'WebResources',
  'CustomControls',
  'AppModuleSiteMaps',
  'AppModules',
  'EntityDataProviders',
];

/** `Other/Customizations.xml`: the skeleton that packing fills from the folders. */
export function customizationsFile(): XmlElement {
  return element('ImportExportXml', XSI, [
    ...KINDS.map((kind) => element(kind)),
    element(
      'Languages',
      {},
      LANGUAGES.map((language) => textElement('Language', language)),
    ),
  ]);
}
