import type { Argument, ScriptCall } from '../../model/ribbon';
import type { Handler } from '../../model/form';
import type { FormModel } from '../form/form-model';
import { literal, rows } from '../platform/web-api';
import { FormContext } from './form-context';
import { createXrm, loadDeclaredStrings } from './xrm';

/**
 * Runs the libraries of forms and commands in a hidden frame of their own, as the platform does. The frame lives as long
 * as the page is open; each library is loaded once, and what it keeps in memory outlives a form.
 */
class ScriptHost {
  private frame: Promise<Window> | undefined;
  private readonly libraries = new Map<string, Promise<void>>();
  private current: FormContext | undefined;
  /** The client API; HTML web resources reach it through the window around them. */
  readonly xrm = createXrm(() => this.current?.context);

  private window(): Promise<Window> {
    this.frame ??= new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.id = 'ClientApiFrame';
      frame.title = 'Client API';
      frame.hidden = true;
      frame.src = '/shell/client-api.html';
      frame.onload = () => {
        const inside = frame.contentWindow as Window & { Xrm?: object };
        inside.Xrm = this.xrm;
        resolve(inside);
      };
      document.body.append(frame);
    });
    return this.frame;
  }

  /** Loads a JavaScript web resource, its declared strings first. */
  async load(library: string): Promise<void> {
    let loading = this.libraries.get(library);
    if (!loading) {
      loading = this.loadOnce(library);
      this.libraries.set(library, loading);
      loading.catch(() => this.libraries.delete(library));
    }
    return loading;
  }

  private async loadOnce(library: string): Promise<void> {
    const inside = await this.window();
    const [row] = await rows(`webresourceset?$select=name,dependencyxml&$filter=name eq ${literal(library)}`);
    if (!row) throw new Error(`There is no web resource ${library}.`);
    await loadDeclaredStrings(String(row['dependencyxml'] ?? ''));
    await new Promise<void>((resolve, reject) => {
      const script = inside.document.createElement('script');
      script.src = `/WebResources/${library}`;
      script.async = false;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`The web resource ${library} could not be loaded.`));
      inside.document.head.append(script);
    });
  }

  /** Loads a form's libraries, in order, and attaches its handlers; then runs those of its load. */
  async openForm(model: FormModel): Promise<FormContext> {
    const context = new FormContext(model);
    this.current = context;
    try {
      for (const library of model.form.libraries) await this.load(library);
    } catch (error) {
      model.notify('scripts', 'ERROR', error instanceof Error ? error.message : String(error));
    }
    const handlers = model.form.handlers.filter((handler) => handler.enabled);
    const inside = await this.window();
    this.attach(model, context, handlers, inside);
    for (const handler of handlers.filter((candidate) => candidate.event === 'onload')) {
      this.run(model, handler, context.executionContext(context.entity(), null), inside);
    }
    model.onLoad.forEach((handler) => handler());
    return context;
  }

  closeForm(context: FormContext): void {
    if (this.current === context) this.current = undefined;
  }

  private attach(model: FormModel, context: FormContext, handlers: readonly Handler[], inside: Window): void {
    for (const handler of handlers) {
      const run = (execution: object): unknown => this.run(model, handler, execution, inside);
      switch (handler.event) {
        case 'onsave':
          model.onSave.add((event) => run(context.executionContext(context.entity(), context.saveArguments(event))));
          break;
        case 'onpostsave':
          model.onPostSave.add((event) => {
            run(context.executionContext(context.entity(), context.postSaveArguments(event)));
          });
          break;
        case 'onchange': {
          const column = handler.subject ?? '';
          const listeners = model.onChange.get(column) ?? new Set();
          model.onChange.set(
            column,
            listeners.add(() => run(context.executionContext(context.attribute(column), null))),
          );
          break;
        }
        case 'tabstatechange': {
          const tab = model.tabs.find((candidate) => candidate.name === handler.subject);
          const listeners = model.onTab.get(tab?.id ?? '') ?? new Set();
          model.onTab.set(
            tab?.id ?? '',
            listeners.add(() => run(context.executionContext(null, null))),
          );
          break;
        }
      }
    }
  }

  /** A handler that fails is shown to the user, as the platform's script error is, and stops nothing else. */
  private run(model: FormModel, handler: Handler, execution: object, inside: Window): unknown {
    try {
      const run = functionNamed(inside, handler.functionName);
      const parameters = handler.parameters === '' ? [] : [handler.parameters];
      const result = run(...(handler.passContext ? [execution, ...parameters] : parameters)) as unknown;
      if (result instanceof Promise) result.catch((error: unknown) => scriptFailed(model, handler.functionName, error));
      return result;
    } catch (error) {
      scriptFailed(model, handler.functionName, error);
      return undefined;
    }
  }

  /** Calls a function of a command or a rule. */
  async call(call: ScriptCall, valueOf: (parameter: string) => unknown): Promise<unknown> {
    if (call.library !== '') await this.load(call.library);
    const run = functionNamed(await this.window(), call.functionName);
    return run(
      ...call.arguments.map((argument: Argument) =>
        argument.kind === 'constant' ? argument.value : valueOf(argument.name),
      ),
    );
  }
}

function scriptFailed(model: FormModel, functionName: string, error: unknown): void {
  console.error(`${functionName} failed`, error);
  const message = error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error);
  model.notify(`script-${functionName}`, 'ERROR', `${functionName}: ${message}`);
}

function functionNamed(inside: Window, path: string): (...values: unknown[]) => unknown {
  let owner: unknown;
  let at: unknown = inside;
  for (const name of path.split('.')) {
    owner = at;
    at = (at as Record<string, unknown> | undefined)?.[name];
  }
  if (typeof at !== 'function') throw new Error(`There is no function ${path} in the libraries that were loaded.`);
  return (...values) => (at as (...values: unknown[]) => unknown).apply(owner, values);
}

export const scriptHost = new ScriptHost();
