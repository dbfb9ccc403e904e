/** One entry of a command bar. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** Name of a Fluent icon, or the address of an image. */
  readonly icon: string;
  readonly toolTip?: string;
  readonly disabled?: boolean;
  /** Draws a line before it. */
  readonly startsGroup?: boolean;
  /** At the right end of the bar. */
  readonly far?: boolean;
  readonly run: () => void;
}
