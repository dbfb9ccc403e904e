import { textIn, type Tree } from '../files';
import { child, element, elements, parseXml, textOf, type XmlElement } from '../xml';

/** Which of the two packages is made. */
export type PackageKind = 'Managed' | 'Unmanaged';

/** `customizations.xml`: the skeleton, with each kind of component filled in from its folder. */
export function customizations(tree: Tree, kind: PackageKind): XmlElement {
  const source = new Source(tree, kind);
  const skeleton = source.xml('Other/Customizations.xml');
  return withChildren(
    skeleton,
    elements(skeleton).map((node) => {
      const filled = FILL[node.name]?.(source);
      return filled ? withChildren(node, filled) : node;
    }),
  );
}

const FILL: Readonly<Record<string, (source: Source) => readonly XmlElement[]>> = {
  Entities: (source) => source.folders('Entities').map((folder) => table(source, folder)),
  Roles: (source) => source.documents(/^Roles\/[^/]+\.xml$/),
  EntityRelationships: relationships,
  optionsets: (source) => source.documents(/^OptionSets\/[^/]+\.xml$/),
  WebResources: (source) => source.documents(/^WebResources\/.+\.data\.xml$/),
  CustomControls: (source) => source.documents(/^Controls\/[^/]+\/ControlManifest\.xml\.data\.xml$/),
  AppModuleSiteMaps: (source) => source.documents(/^AppModuleSiteMaps\/[^/]+\/AppModuleSiteMap\.xml$/),
  AppModules: (source) => source.documents(/^AppModules\/[^/]+\/AppModule\.xml$/),
};

function table(source: Source, folder: string): XmlElement {
  const entity = stripped(source.xml(`${folder}/Entity.xml`));
  return withChildren(
    entity,
    elements(entity).map((node) => {
      switch (node.name) {
        case 'FormXml':
          return withChildren(node, forms(source, folder));
        case 'SavedQueries':
          return withChildren(node, views(source, folder));
        case 'RibbonDiffXml':
          return source.has(`${folder}/RibbonDiff.xml`) ? stripped(source.xml(`${folder}/RibbonDiff.xml`)) : node;
        default:
          return node;
      }
    }),
  );
}

/** Forms by their type, which is the name of the folder that they stand in. */
function forms(source: Source, folder: string): XmlElement[] {
  return source.folders(`${folder}/FormXml`).map((typeFolder) =>
    element(
      'forms',
      { type: typeFolder.slice(typeFolder.lastIndexOf('/') + 1) },
      source.documents(new RegExp(`^${escaped(typeFolder)}/[^/]+\\.xml$`)).flatMap((file) => elements(file)),
    ),
  );
}

function views(source: Source, folder: string): XmlElement[] {
  const files = source.documents(new RegExp(`^${escaped(`${folder}/SavedQueries`)}/[^/]+\\.xml$`));
  return files.length === 0
    ? []
    : [
        element(
          'savedqueries',
          {},
          files.flatMap((file) => elements(file)),
        ),
      ];
}

/** In the order of the list of names. A definition that the list does not name would be lost without a word: refused. */
function relationships(source: Source): XmlElement[] {
  const names = elements(source.xml('Other/Relationships.xml')).map(nameOf);
  const definitions = new Map(
    source
      .documents(/^Other\/Relationships\/[^/]+\.xml$/)
      .flatMap((file) => elements(file))
      .map((definition) => [nameOf(definition), definition] as const),
  );
  const unlisted = [...definitions.keys()].filter((name) => !names.includes(name));
  if (unlisted.length > 0) throw new Error(`Other/Relationships.xml does not name ${unlisted.join(', ')}`);
  return names.map((name) => {
    const definition = definitions.get(name);
    if (!definition) throw new Error(`Other/Relationships.xml names ${name}, which no file below it defines`);
    return definition;
  });
}

const nameOf = (node: XmlElement): string => node.attributes['Name'] ?? '';

/** The files of the unpacked solution, for one kind of package. */
class Source {
  constructor(
    private readonly tree: Tree,
    private readonly kind: PackageKind,
  ) {}

  has(path: string): boolean {
    return this.tree.has(path);
  }

  /** A file; for the managed package its `_managed` twin where there is one. */
  xml(path: string): XmlElement {
    const twin = path.replace(/\.xml$/, '_managed.xml');
    const content = (this.kind === 'Managed' ? this.tree.get(twin) : undefined) ?? this.tree.get(path);
    if (!content) throw new Error(`The unpacked solution has no ${path}`);
    return parseXml(textIn(content));
  }

  /** Files whose path matches, by path, without the twins and without the declaration that only files need. */
  documents(pattern: RegExp): XmlElement[] {
    return [...this.tree.keys()]
      .filter((path) => pattern.test(path) && !path.endsWith('_managed.xml'))
      .sort()
      .map((path) => stripped(this.xml(path)));
  }

  /** Folders directly below a folder, by name. */
  folders(below: string): string[] {
    const names = [...this.tree.keys()]
      .filter((path) => path.startsWith(`${below}/`))
      .map((path) => path.slice(below.length + 1))
      .filter((rest) => rest.includes('/'))
      .map((rest) => `${below}/${rest.slice(0, rest.indexOf('/'))}`);
    return [...new Set(names)].sort();
  }
}

/** Without the name space declaration: inside the one document it stands on the root. */
function stripped(root: XmlElement): XmlElement {
  const attributes = Object.entries(root.attributes).filter(([name]) => name !== 'xmlns:xsi');
  return { ...root, attributes: Object.fromEntries(attributes) };
}

function withChildren(node: XmlElement, children: readonly XmlElement[]): XmlElement {
  return { ...node, children };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Text of the first element on this path of names, below the root. */
export function textAt(root: XmlElement, ...path: readonly string[]): string | undefined {
  const found = path.reduce<XmlElement | undefined>((node, name) => node && child(node, name), root);
  return found && textOf(found);
}
