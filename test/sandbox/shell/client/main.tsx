import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { App } from './App';
import { offerPlatformLibraries } from './controls/registry';
import { readPrivileges } from './platform/privileges';
import { readSession } from './platform/session';
import { listenToHistory } from './router';
import { scriptHost } from './scripts/script-host';
import { readRoles } from './scripts/xrm';
import { applyTheme } from './theme';
import './styles.css';

/** Reads who is signed in, then draws the page. */
async function start(): Promise<void> {
  const place = document.getElementById('app');
  if (!place) throw new Error('The page has no place for the app.');
  applyTheme();
  offerPlatformLibraries();
  (window as Window & { Xrm?: object }).Xrm = scriptHost.xrm;
  try {
    const { locale } = await readSession();
    document.documentElement.lang = locale.name;
    await Promise.all([readPrivileges(), readRoles()]);
    listenToHistory();
    ReactDOM.render(<App />, place);
  } catch (error) {
    console.error('The shell could not start', error);
    const text = error instanceof Error ? error.message : String(error);
    ReactDOM.render(<p role="alert">{text}</p>, place);
  }
}

void start();
