import * as React from 'react';
import type { FormModel } from './form-model';

/** Draws the component anew whenever the form changed. */
export function useModel(model: FormModel): FormModel {
  const [, redraw] = React.useState({});
  React.useEffect(() => model.subscribe(() => redraw({})), [model]);
  return model;
}
