import * as React from 'react';
import type { CodeComponent, FormControl } from '../../model/form';
import type { FormModel } from '../form/form-model';
import type { Value } from '../form/record';
import { t } from '../platform/session';
import { contextOf } from './context';
import { loadComponent, type CodeControl, type LoadedComponent } from './registry';

interface HostProps {
  readonly model: FormModel;
  readonly control: FormControl;
  readonly component: CodeComponent;
  readonly label: string;
}

interface HostState {
  readonly loaded?: LoadedComponent;
  readonly failure?: string;
}

/** The place of a code component (PCF) on a form: loads it, lives its life with it, and stands in for it when it fails. */
export class CodeComponentHost extends React.Component<HostProps, HostState> {
  override state: HostState = {};
  private readonly box = React.createRef<HTMLDivElement>();
  private instance: CodeControl | undefined;
  private observer: ResizeObserver | undefined;
  private width = -1;
  private left = false;
  private updated: string[] = [];
  private generation = 0;
  private stopListening: (() => void) | undefined;

  override componentDidMount(): void {
    loadComponent(this.props.component.name).then(
      (loaded) => !this.left && this.start(loaded),
      (error: unknown) => !this.left && this.fail(error),
    );
    this.generation = this.props.model.generation;
    this.stopListening = this.props.model.subscribe(() => this.formChanged());
    // Whether there is a connection is part of the context.
    window.addEventListener('online', this.connectionChanged);
    window.addEventListener('offline', this.connectionChanged);
  }

  /** The form draws often; the component only when the form says that something changed, or when it asks. */
  override shouldComponentUpdate(_: HostProps, state: HostState): boolean {
    return state !== this.state;
  }

  override componentDidCatch(error: Error): void {
    this.fail(error);
  }

  override componentWillUnmount(): void {
    this.left = true;
    this.stopListening?.();
    window.removeEventListener('online', this.connectionChanged);
    window.removeEventListener('offline', this.connectionChanged);
    this.observer?.disconnect();
    this.instance?.destroy();
  }

  private fail(error: unknown): void {
    console.error(`${this.props.component.name} failed`, error);
    this.setState({ failure: error instanceof Error ? error.message : String(error) });
  }

  private start(loaded: LoadedComponent): void {
    try {
      const instance = loaded.create();
      this.setState({ loaded }, () => {
        try {
          const container = loaded.manifest.isVirtual ? undefined : (this.box.current ?? undefined);
          instance.init(this.given(loaded), () => this.takeOutputs(), {}, container);
          this.instance = instance;
          this.forceUpdate();
        } catch (error) {
          this.fail(error);
        }
      });
    } catch (error) {
      this.fail(error);
    }
  }

  private readonly connectionChanged = (): void => this.forceUpdate();

  private formChanged(): void {
    this.updated = this.generation === this.props.model.generation ? ['parameters'] : ['parameters', 'entityId'];
    this.generation = this.props.model.generation;
    this.forceUpdate();
  }

  private takeOutputs(): void {
    const outputs = this.instance?.getOutputs?.() ?? {};
    for (const parameter of this.props.component.parameters) {
      if (!parameter.isStatic && parameter.name in outputs) {
        this.props.model.enter(parameter.value, (outputs[parameter.name] ?? null) as Value);
      }
    }
  }

  private trackResize(track: boolean): void {
    const box = this.box.current;
    this.observer?.disconnect();
    this.observer = undefined;
    if (!track || !box) return;
    this.width = Math.floor(box.getBoundingClientRect().width);
    this.observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? -1);
      if (width === this.width || width <= 0) return;
      this.width = width;
      this.updated = ['layout'];
      this.forceUpdate();
    });
    this.observer.observe(box);
  }

  private given(loaded: LoadedComponent): object {
    const { model, control, component, label } = this.props;
    const updated = this.updated;
    this.updated = [];
    return contextOf({
      model,
      control,
      component,
      loaded,
      label,
      width: this.width,
      updated,
      trackResize: (track) => this.trackResize(track),
      requestRender: () => this.forceUpdate(),
    });
  }

  override render(): React.ReactNode {
    const { failure, loaded } = this.state;
    if (failure !== undefined) {
      return <Failure message={failure} />;
    }
    return (
      <div ref={this.box} className="code-component" data-component={this.props.component.name}>
        {loaded && this.content(loaded)}
      </div>
    );
  }

  /** What a virtual component draws; a standard one draws into its box by itself. */
  private content(loaded: LoadedComponent): React.ReactNode {
    try {
      const element = this.instance?.updateView(this.given(loaded));
      return loaded.manifest.isVirtual ? (element ?? null) : null;
    } catch (error) {
      console.error(`${this.props.component.name} failed`, error);
      return <Failure message={error instanceof Error ? error.message : String(error)} />;
    }
  }
}

function Failure({ message }: { message: string }): JSX.Element {
  return (
    <p className="field-error" role="alert" title={message}>
      {t('controlFailed')}
    </p>
  );
}
