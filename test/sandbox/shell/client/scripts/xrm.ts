import { stringsFor, parseStrings } from '../../model/resource-strings';
import { everywhere, guidOf, parseXml } from '../../model/xml';
import { alertDialog, confirmDialog, errorDialog, progress } from '../frame/dialogs';
import { addNotification, removeNotification, type GlobalNotification } from '../frame/global-notifications';
import { openPage, type PageInput } from '../pages/open';
import { currentApp } from '../pages/current';
import { session } from '../platform/session';
import { tableNamed } from '../platform/tables';
import { literal, rows } from '../platform/web-api';
import { dateFormattingInfo } from '../controls/formatting-info';
import { zoneOffsetMinutes } from '../controls/zone';
import { scriptId } from './form-context';
import { collection, guarded } from './guarded';
import { xrmWebApi } from './xrm-web-api';

const BASE_LANGUAGE = 1033;
const VERSION = '9.2.25112.00150';

const strings = new Map<string, ReadonlyMap<string, string>>();

/** Reads the RESX web resources that a library declares as dependencies, in the user's language. */
export async function loadDeclaredStrings(dependencyXml: string): Promise<void> {
  if (dependencyXml.trim() === '') return;
  const names = everywhere(parseXml(dependencyXml), 'Library').map((library) => library.attributes['name'] ?? '');
  const bases = new Set(
    names.filter((name) => name.endsWith('.resx')).map((name) => name.replace(/(\.\d+)?\.resx$/, '')),
  );
  await Promise.all([...bases].filter((base) => !strings.has(base)).map(loadStrings));
}

async function loadStrings(base: string): Promise<void> {
  const found = await rows(
    `webresourceset?$select=name&$filter=startswith(name,${literal(`${base}.`)}) and webresourcetype eq 12`,
  );
  const name = stringsFor(
    found.map((row) => String(row['name'])),
    session().locale.language,
  );
  if (name === undefined) throw new Error(`There are no strings ${base}.`);
  const response = await fetch(`/WebResources/${name}`);
  strings.set(base, parseStrings(await response.text()));
}

function getResourceString(webResource: string, key: string): string | undefined {
  const base = webResource.replace(/(\.\d+)?\.resx$/, '');
  const known = strings.get(base);
  if (!known) throw new Error(`The strings ${webResource} were not declared as a dependency of the library.`);
  return known.get(key);
}

function globalContext(): object {
  const { locale, userId, fullName, organizationId, organizationName } = session();
  return guarded('globalContext', {
    client: guarded('globalContext.client', {
      getClient: () => 'Web',
      getClientState: () => 'Online',
      getFormFactor: () => 1,
      isOffline: () => false,
      isNetworkAvailable: () => navigator.onLine,
    }),
    userSettings: guarded('globalContext.userSettings', {
      userId: scriptId(userId),
      userName: fullName,
      languageId: locale.language,
      isRTL: false,
      isHighContrastEnabled: matchMedia('(forced-colors: active)').matches,
      dateFormattingInfo: () => dateFormattingInfo(locale),
      getTimeZoneOffsetMinutes: () => zoneOffsetMinutes(new Date(), locale.zone),
      roles: collection('globalContext.userSettings.roles', roles, (role) => role.name),
      securityRoles: roles.map((role) => role.id),
    }),
    organizationSettings: guarded('globalContext.organizationSettings', {
      organizationId: scriptId(organizationId),
      uniqueName: organizationName.toLowerCase(),
      languageId: BASE_LANGUAGE,
      isAutoSaveEnabled: false,
      bapEnvironmentId: '',
    }),
    getClientUrl: () => location.origin,
    getCurrentAppUrl: () => `${location.origin}/main.aspx?appid=${currentApp()?.id ?? ''}`,
    getCurrentAppName: () => Promise.resolve(currentApp()?.name ?? ''),
    getCurrentAppProperties: () => {
      const app = currentApp();
      return Promise.resolve({
        appId: app?.id ?? '',
        displayName: app?.name ?? '',
        uniqueName: app?.uniqueName ?? '',
        url: `${location.origin}/main.aspx?appid=${app?.id ?? ''}`,
        webResourceId: '',
        webResourceName: '',
        welcomePageId: '',
        welcomePageName: '',
      });
    },
    getVersion: () => VERSION,
    getWebResourceUrl: (name: string) => `/WebResources/${name}`,
    isOnPremises: () => false,
    prependOrgName: (path: string) => path,
  });
}

const roles: { id: string; name: string }[] = [];

/** Reads the user's roles, which scripts may look at. */
export async function readRoles(): Promise<void> {
  const found = await rows(`systemusers(${session().userId})/systemuserroles_association?$select=roleid,name`);
  roles.splice(0, roles.length, ...found.map((row) => ({ id: String(row['roleid']), name: String(row['name']) })));
}

interface OpenFormOptions {
  readonly entityName: string;
  readonly entityId?: string;
  readonly formId?: string;
  readonly openInNewWindow?: boolean;
}

const navigation = guarded('Xrm.Navigation', {
  openUrl: (url: string) => {
    window.open(url, '_blank', 'noopener');
  },
  openForm: async (options: OpenFormOptions, defaults?: Record<string, string>) => {
    const page: PageInput = {
      pageType: 'entityrecord',
      entityName: options.entityName,
      ...(options.entityId === undefined ? {} : { entityId: guidOf(options.entityId) }),
      ...(options.formId === undefined ? {} : { formId: guidOf(options.formId) }),
      ...(defaults === undefined ? {} : { data: defaults }),
    };
    await openPage(page, options.openInNewWindow ? { newWindow: true } : {});
    return { savedEntityReference: [] };
  },
  openAlertDialog: async (texts: { text: string; title?: string; confirmButtonLabel?: string }) =>
    alertDialog(texts.title ?? '', texts.text, texts.confirmButtonLabel),
  openConfirmDialog: async (texts: ConfirmTexts) => ({
    confirmed: await confirmDialog(texts.title ?? '', [texts.subtitle, texts.text].filter(Boolean).join('\n'), {
      ...(texts.confirmButtonLabel === undefined ? {} : { yes: texts.confirmButtonLabel }),
      ...(texts.cancelButtonLabel === undefined ? {} : { no: texts.cancelButtonLabel }),
    }),
  }),
  openErrorDialog: async (options: { message?: string; details?: string }) =>
    errorDialog(options.message ?? '', options.details),
  openWebResource: (name: string, _options?: unknown, data?: string) => {
    const query = data === undefined ? '' : `?data=${encodeURIComponent(data)}`;
    window.open(`/WebResources/${name}${query}`, '_blank');
  },
  navigateTo: (page: PageInput, options?: { target?: number; title?: string; width?: unknown; height?: unknown }) =>
    openPage(page, options?.target === DIALOG ? { dialog: true, title: options.title ?? '' } : {}),
});

interface ConfirmTexts {
  readonly text: string;
  readonly title?: string;
  readonly subtitle?: string;
  readonly confirmButtonLabel?: string;
  readonly cancelButtonLabel?: string;
}

const DIALOG = 2;

/** The client API for scripts of forms and commands, and for pages in web resources. */
export function createXrm(page: () => object | undefined): object {
  return guarded('Xrm', {
    WebApi: xrmWebApi,
    Navigation: navigation,
    Utility: guarded('Xrm.Utility', {
      getGlobalContext: globalContext,
      getResourceString,
      getEntityMetadata: entityMetadata,
      showProgressIndicator: (text: string) => progress(text),
      closeProgressIndicator: () => progress(undefined),
      getPageContext: () => pageContext(),
      refreshParentGrid: () => undefined,
    }),
    App: guarded('Xrm.App', {
      addGlobalNotification: (notification: GlobalNotification) => Promise.resolve(addNotification(notification)),
      clearGlobalNotification: (id: string) => Promise.resolve(removeNotification(id)),
    }),
    Encoding: guarded('Xrm.Encoding', {
      htmlEncode: encodeMarkup,
      xmlEncode: encodeMarkup,
      htmlAttributeEncode: encodeMarkup,
      xmlAttributeEncode: encodeMarkup,
    }),
    get Page() {
      const context = page();
      if (!context) throw new Error('Xrm.Page: there is no form.');
      return context;
    },
  });
}

function encodeMarkup(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function pageContext(): object {
  const query = new URLSearchParams(location.search);
  const pageType = query.get('pagetype') ?? '';
  const entityId = query.get('id');
  return {
    input: {
      pageType,
      ...(query.get('etn') ? { entityName: query.get('etn') } : {}),
      ...(entityId ? { entityId } : {}),
      ...(query.get('viewid') ? { viewId: query.get('viewid') } : {}),
    },
  };
}

/** The documented part of `getEntityMetadata`: names, and the columns asked for. */
export async function entityMetadata(name: string, columns: readonly string[] = []): Promise<object> {
  const table = await tableNamed(name);
  const attributes = columns.flatMap((column) => table.columns.get(column) ?? []);
  return {
    LogicalName: table.name,
    EntitySetName: table.set,
    PrimaryIdAttribute: table.primaryId,
    PrimaryNameAttribute: table.primaryName,
    DisplayName: table.label,
    DisplayCollectionName: table.collectionLabel,
    ObjectTypeCode: table.objectTypeCode,
    Attributes: collection(
      'Attributes',
      attributes.map((column) => ({
        LogicalName: column.name,
        DisplayName: column.label,
        AttributeType: column.type,
        attributeDescriptor: {
          OptionSet: (column.options ?? []).map((option) => ({ Value: option.value, Label: option.label })),
        },
      })),
      (attribute) => attribute.LogicalName,
    ),
  };
}
