import * as React from 'react';
import { SyncStatus as View, type Props } from './components/SyncStatus';
import type { DesignLanguage } from './components/theme';
import { calendarOf, languageOf, type UserSettings } from './data/calendar';
import { formRecord } from './data/form-record';
import { look } from './data/look';
import { ask } from './data/requests';
import type { WebApi } from './data/web-api';
import type { FormRecord } from './status/known';
import { timesOf } from './status/times';
import type { IInputs, IOutputs } from './generated/ManifestTypes';

/** The privilege to read, at least one's own rows. */
const READ = 2;
const BASIC = 0;
const GLOBAL = 3;

/** The platform's shell: hands what the context gives to the component, and nothing else. */
export class SyncStatus implements ComponentFramework.ReactControl<IInputs, IOutputs> {
  #context!: ComponentFramework.Context<IInputs>;

  init(context: ComponentFramework.Context<IInputs>): void {
    this.#context = context;
    context.mode.trackContainerResize(true);
  }

  updateView(context: ComponentFramework.Context<IInputs>): React.ReactElement {
    this.#context = context;
    return React.createElement(View, this.#props(context));
  }

  getOutputs(): IOutputs {
    return {};
  }

  destroy(): void {
    // React's own clean-up ends looks and listening.
  }

  #props(context: ComponentFramework.Context<IInputs>): Props {
    const { parameters, mode, resources, navigation, client } = context;
    const settings = context.userSettings as UserSettings;
    return {
      record: formRecord(
        { recordId: parameters.recordId?.raw ?? null, recordTable: parameters.recordTable?.raw ?? null },
        mode,
      ),
      savedOn: parameters.savedOn?.raw?.getTime() ?? null,
      isOffline: client.isOffline?.() === true || client.isNetworkAvailable?.() === false || !window.navigator.onLine,
      reader: {
        strings: (key) => resources.getString(key),
        times: timesOf(calendarOf(settings)),
        language: languageOf(settings),
      },
      metadata: context.utils,
      worldOf: this.#worldOf,
      design: context.fluentDesignLanguage as DesignLanguage | undefined,
      openRecord: (entityName, entityId) => void navigation.openForm({ entityName, entityId }),
      openUrl: (url) => navigation.openUrl(url),
      openLog: this.#mayRead('tandem_synclog', BASIC) ? () => navigation.openUrl(logUrl()) : null,
    };
  }

  /** Stays the same function, so that a new context does not start a new watch. */
  readonly #worldOf = (record: FormRecord) => {
    const api = (): WebApi => this.#context.webAPI as unknown as WebApi;
    return {
      now: () => Date.now(),
      wait: (milliseconds: number, done: () => void) => {
        const timer = setTimeout(done, milliseconds);
        return () => clearTimeout(timer);
      },
      look: () =>
        look(
          api(),
          record,
          () => Date.now(),
          // Who reads every record of the table but not every sync record may face one whose status is out of reach.
          () => this.#mayRead(record.table, GLOBAL) && !this.#mayRead('tandem_syncrecord', GLOBAL),
        ),
      ask: (wish: Parameters<typeof ask>[2]) => ask(api(), record, wish),
    };
  };

  #mayRead(table: string, depth: 0 | 3): boolean {
    try {
      return this.#context.utils.hasEntityPrivilege(table, READ, depth);
    } catch {
      // The client has no metadata of the table: then the user's app does not have it either.
      return false;
    }
  }
}

/** The list of the sync log, in the app that is open. */
function logUrl(): string {
  const app = new URLSearchParams(window.location.search).get('appid');
  return `main.aspx?${app === null ? '' : `appid=${encodeURIComponent(app)}&`}pagetype=entitylist&etn=tandem_synclog`;
}
