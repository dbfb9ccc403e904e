// Shows the built control in every state: closed and open. `?lang=1036&width=320&dark=1&only=Error`.
import { STATES } from './states.mjs';

const asked = new URLSearchParams(location.search);
const language = Number(asked.get('lang') ?? 1033);
const isDark = asked.has('dark');
document.documentElement.lang = language === 1036 ? 'fr' : 'en';
document.body.classList.toggle('dark', isDark);
document.querySelector('main').style.setProperty('--width', `${asked.get('width') ?? 448}px`);

const strings = new Map(
  [
    ...new DOMParser()
      .parseFromString(await (await fetch(`/control/strings/SyncStatus.${language}.resx`)).text(), 'text/xml')
      .querySelectorAll('data'),
  ].map((data) => [data.getAttribute('name'), data.querySelector('value').textContent]),
);

const LABELS = {
  1033: {
    msdyn_scheduledstart: 'Start date',
    msdyn_finish: 'End date',
    msdyn_description: 'Description',
    msdyn_projectnumber: 'Project number',
  },
  1036: {
    msdyn_scheduledstart: 'Date de début',
    msdyn_finish: 'Date de fin',
    msdyn_description: 'Description',
    msdyn_projectnumber: 'Numéro de projet',
  },
}[language];

/** For tests: what the control asked for, and the states, which may be changed under its feet. */
window.calls = [];
window.states = STATES;

function contextFor(state, more = {}) {
  return {
    parameters: { anchor: { raw: 'x' }, savedOn: { raw: state.savedOn ? new Date(state.savedOn) : null } },
    mode: {
      trackContainerResize: () => undefined,
      contextInfo: state.isNew
        ? { entityTypeName: 'msdyn_project' }
        : { entityTypeName: state.table ?? 'msdyn_project', entityId: '{11111111-0000-4000-8000-000000000001}' },
    },
    resources: {
      getString: (key) => {
        if (!strings.has(key)) throw new Error(`No string ${key}`);
        return strings.get(key);
      },
    },
    userSettings: {
      languageId: language,
      getTimeZoneOffsetMinutes: () => 60,
      dateFormattingInfo: { shortTimePattern: 'HH:mm', longTimePattern: 'HH:mm:ss', monthDayPattern: 'dd MMMM' },
    },
    client: { isOffline: () => more.isOffline === true, isNetworkAvailable: () => true },
    navigation: {
      openForm: (options) => window.calls.push(['openForm', options]),
      openUrl: (url) => window.calls.push(['openUrl', url]),
    },
    utils: {
      hasEntityPrivilege: () => true,
      getEntityMetadata: async (table, columns) => ({
        Attributes: { get: (name) => (LABELS[name] ? { DisplayName: LABELS[name] } : null) },
      }),
    },
    fluentDesignLanguage: { isDarkTheme: isDark },
    webAPI: {
      retrieveMultipleRecords: async (table, query) => {
        window.calls.push(['retrieveMultipleRecords', table, query]);
        if (state.never) return new Promise(() => undefined);
        if (state.fails) throw state.fails;
        return { entities: table === 'tandem_host' ? (state.hosts ?? []) : (state.records ?? []) };
      },
      createRecord: async (table, row) => {
        window.calls.push(['createRecord', table, row]);
        if (state.refuses) throw state.refuses;
        return { id: '99999999-0000-4000-8000-000000000001' };
      },
    },
  };
}

async function mount(place, state) {
  const control = new window.control.control();
  const context = contextFor(state);
  control.init(context, () => undefined, {});
  const render = (given) => new Promise((done) => ReactDOM.render(control.updateView(given), place, done));
  await render(context);
  if (state.goesOffline) {
    await new Promise((done) => setTimeout(done, 100));
    await render(contextFor(state, { isOffline: true }));
  }
}

const main = document.querySelector('main');
const only = asked.get('only');
for (const [name, state] of Object.entries(STATES)) {
  if (only !== null && name !== only) continue;
  const article = document.createElement('article');
  article.innerHTML = `<h2>${name}</h2><div class="closed"></div>${only === null ? '<div class="opened"></div>' : ''}`;
  main.append(article);
  for (const place of article.querySelectorAll('div')) await mount(place, state);
}

// Closed ones closed, opened ones open.
setTimeout(() => {
  if (only === null) {
    for (const [selector, wanted] of [
      ['.closed', 'false'],
      ['.opened', 'true'],
    ]) {
      for (const chevron of document.querySelectorAll(`${selector} .tandem-sync-chevron button`)) {
        if (chevron.getAttribute('aria-expanded') !== wanted) chevron.click();
      }
    }
  }
  setTimeout(() => document.body.setAttribute('data-ready', 'true'), 100);
}, 400);
