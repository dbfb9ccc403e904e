import { APP } from '../model/app';
import { CHOICES } from '../model/choices';
import { ICONS, type IconName } from '../model/icons';
import { EXTENDED_TABLES } from '../model/microsoft';
import { ROLES } from '../model/roles';
import { TABLES } from '../model/tables';
import { iconResource, WEB_RESOURCES } from '../model/web-resources';
import { appFile, siteMapFile } from './write/app';
import { choiceFile } from './write/choice';
import { CONTROL_FOLDER, controlFile } from './write/control';
import { customizationsFile } from './write/customizations';
import { extendedTableFile } from './write/extended-table';
import { formAdditionFile } from './write/form-addition';
import { formFile, formId } from './write/form';
import { relationshipFiles } from './write/relationships';
import { ribbonFile, withoutNewFile } from './write/ribbon';
import { roleFile } from './write/role';
import { solutionFile } from './write/solution';
import { tableFile } from './write/table';
import { viewFiles } from './write/view';
import { iconFile, webResourceFile } from './write/web-resource';
import { toXml, type XmlElement } from './xml';

/** The unpacked solution as the model says it must be: path below `src` to text. `version` has four numbers. */
export function sourceTree(version: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const add = (path: string, root: XmlElement): void => {
    files.set(path, toXml(root));
  };
  /** Forms, apps and site maps have a twin for the managed package; ours are the same in both. */
  const addTwice = (path: string, root: XmlElement): void => {
    add(`${path}.xml`, root);
    add(`${path}_managed.xml`, root);
  };

  add('Other/Solution.xml', solutionFile(version));
  add('Other/Customizations.xml', customizationsFile());
  for (const [path, root] of relationshipFiles(TABLES)) add(`Other/${path}`, root);

  for (const table of TABLES) {
    const folder = `Entities/${table.name}`;
    add(`${folder}/Entity.xml`, tableFile(table));
    addTwice(`${folder}/FormXml/main/${formId(table)}`, formFile(table));
    if (table.form.editable === 'none') add(`${folder}/RibbonDiff.xml`, withoutNewFile(table.name));
    for (const { id, file } of viewFiles(table)) add(`${folder}/SavedQueries/${id}.xml`, file);
  }
  for (const table of EXTENDED_TABLES) {
    const folder = `Entities/${table.name}`;
    add(`${folder}/Entity.xml`, extendedTableFile(table));
    add(`${folder}/RibbonDiff.xml`, ribbonFile(table.name));
    if (table.form) addTwice(`${folder}/FormXml/main/${table.form.formId}`, formAdditionFile(table, table.form));
  }
  for (const choice of CHOICES) add(`OptionSets/${choice.name}.xml`, choiceFile(choice));
  for (const role of ROLES) add(`Roles/${role.name}.xml`, roleFile(role));

  addTwice(`AppModules/${APP.uniqueName}/AppModule`, appFile());
  addTwice(`AppModuleSiteMaps/${APP.uniqueName}/AppModuleSiteMap`, siteMapFile());

  for (const resource of WEB_RESOURCES) add(`WebResources/${resource.name}.data.xml`, webResourceFile(resource));
  for (const icon of Object.keys(ICONS) as IconName[]) add(`WebResources/${iconResource(icon)}`, iconFile(icon));
  add(`${CONTROL_FOLDER}/ControlManifest.xml.data.xml`, controlFile());
  return files;
}
