import type * as ReactTypes from 'react';
import { parseManifest, type Manifest } from '../../model/manifest';
import { parseStrings, stringsFor } from '../../model/resource-strings';
import { session } from '../platform/session';
import { literal, rows } from '../platform/web-api';

/** The life of a code component, as its bundle implements it. */
export interface CodeControl {
  init(context: object, notifyOutputChanged: () => void, state: object, container?: HTMLDivElement): void;
  updateView(context: object): ReactTypes.ReactElement | void;
  getOutputs?(): Record<string, unknown>;
  destroy(): void;
}

export interface LoadedComponent {
  readonly manifest: Manifest;
  readonly strings: ReadonlyMap<string, string>;
  create(): CodeControl;
}

type Constructor = new () => CodeControl;

const constructors = new Map<string, Constructor>();

declare global {
  interface Window {
    React: unknown;
    ReactDOM: unknown;
    FluentUIReact: unknown;
    Reactv16?: unknown;
    FluentUIReactv81211?: unknown;
    ComponentFramework?: { registerControl(name: string, constructor: Constructor): void };
  }
}

/** Puts up the globals that bundles of code components expect. */
export function offerPlatformLibraries(): void {
  window.Reactv16 = window.React;
  window.FluentUIReactv81211 = window.FluentUIReact;
  window.ComponentFramework = {
    registerControl: (name, constructor) => constructors.set(name, constructor),
  };
}

const loaded = new Map<string, Promise<LoadedComponent>>();

/** Loads a code component by its unique name (`tandem_Tandem.SyncStatus`): manifest, styles, strings, bundle. */
export function loadComponent(name: string): Promise<LoadedComponent> {
  let component = loaded.get(name);
  if (!component) {
    component = load(name);
    loaded.set(name, component);
    component.catch(() => loaded.delete(name));
  }
  return component;
}

async function load(name: string): Promise<LoadedComponent> {
  const [row] = await rows(`customcontrols?$select=manifest&$filter=name eq ${literal(name)}`);
  if (!row) throw new Error(`There is no code component ${name}.`);
  const manifest = parseManifest(String(row['manifest']));
  manifest.styles.forEach((path) => addStyles(`/controls/${name}/${path}`));
  const path = stringsFor(manifest.strings, session().locale.language);
  const text = path === undefined ? '' : await (await fetch(`/controls/${name}/${path}`)).text();
  for (const code of manifest.code) await addScript(`/controls/${name}/${code}`);
  const constructor = constructors.get(manifest.registeredName);
  if (!constructor) throw new Error(`The bundle of ${name} did not register ${manifest.registeredName}.`);
  return {
    manifest,
    strings: text === '' ? new Map() : parseStrings(text),
    create: () => new constructor(),
  };
}

function addStyles(href: string): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  document.head.append(link);
}

function addScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.async = false;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${src} could not be loaded.`));
    document.head.append(script);
  });
}
