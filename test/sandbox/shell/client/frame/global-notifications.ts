/** `Xrm.App.addGlobalNotification`: a bar above the page. Levels: 1 success, 2 error, 3 warning, 4 information. */
export interface GlobalNotification {
  readonly type?: number;
  readonly level: 1 | 2 | 3 | 4;
  readonly message: string;
  readonly showCloseButton?: boolean;
  readonly action?: { readonly actionLabel?: string; readonly eventHandler?: () => void };
}

export interface ShownNotification extends GlobalNotification {
  readonly id: string;
}

let shown: readonly ShownNotification[] = [];
let count = 0;
const listeners = new Set<() => void>();

export function addNotification(notification: GlobalNotification): string {
  count += 1;
  const id = `notification-${count}`;
  shown = [...shown, { ...notification, id }];
  listeners.forEach((listener) => listener());
  return id;
}

export function removeNotification(id: string): void {
  shown = shown.filter((notification) => notification.id !== id);
  listeners.forEach((listener) => listener());
}

export function shownNotifications(): readonly ShownNotification[] {
  return shown;
}

export function onNotifications(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
