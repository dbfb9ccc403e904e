import { ICONS, type IconName } from '../../model/icons';
import { INTRODUCED } from '../../model/solution';
import { WEB_RESOURCES, WEB_RESOURCE_TYPE, type WebResource } from '../../model/web-resources';
import { bracedIdOf, idOf } from '../identifiers';
import { element, textElement, toXml, type XmlElement } from '../xml';
import { XSI } from './table';

/** Id of a web resource, from its name. */
export function webResourceId(name: string): string {
  return idOf('web-resource', name);
}

/** `WebResources/<name>.data.xml`: what the platform keeps beside the content. */
export function webResourceFile(resource: WebResource): XmlElement {
  const id = webResourceId(resource.name);
  return element('WebResource', XSI, [
    textElement('WebResourceId', `{${id}}`),
    textElement('Name', resource.name),
    textElement('DisplayName', resource.displayName),
    textElement('LanguageCode', resource.language),
    textElement('WebResourceType', WEB_RESOURCE_TYPE[resource.type]),
    textElement('IntroducedVersion', INTRODUCED),
    textElement('IsEnabledForMobileClient', 1),
    textElement('IsAvailableForMobileOffline', 0),
    ...(resource.needs ? [textElement('DependencyXml', dependencyXml(resource.name, resource.needs))] : []),
    textElement('IsCustomizable', 0),
    textElement('CanBeDeleted', 0),
    textElement('IsHidden', 0),
    textElement('FileName', `/WebResources/${resource.name.replace(/[^A-Za-z0-9_]/g, '')}${id}`),
  ]);
}

/** XML inside an element of XML: which texts a script needs, so that `getResourceString` finds them. */
function dependencyXml(name: string, needs: readonly string[]): string {
  const libraries = needs.map((needed) => {
    const resource = WEB_RESOURCES.find((candidate) => candidate.name === needed);
    if (!resource) throw new Error(`${name} needs a web resource that is not in the solution: ${needed}`);
    return element('Library', {
      name: needed,
      displayName: resource.displayName,
      languagecode: resource.language,
      description: '',
      libraryUniqueId: bracedIdOf('web-resource', name, 'needs', needed),
    });
  });
  const document = toXml(
    element('Dependencies', {}, [element('Dependency', { componentType: 'WebResource' }, libraries)]),
  );
  return document
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .join('');
}

/** An icon as an SVG document that follows the theme's text colour. */
export function iconFile(name: IconName): XmlElement {
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', width: 20, height: 20, viewBox: '0 0 20 20' }, [
    element('path', {
      d: ICONS[name],
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.2,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  ]);
}
