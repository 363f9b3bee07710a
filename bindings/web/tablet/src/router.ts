// Where the user is: the part of the address after "#". It holds names of screens, ids and codes of questions, never
// anything readable of a person.
import { Box } from './box.ts';

export interface Route {
  screen: string;
  params: string[];
}

export const home: Route = { screen: 'vandaag', params: [] };

export function parse(hash: string): Route {
  const [screen, ...params] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return screen ? { screen, params } : home;
}

export const pathOf = (screen: string, ...params: string[]) => `#/${[screen, ...params].map(encodeURIComponent).join('/')}`;

export const route = new Box<Route>(home);

export function go(screen: string, ...params: string[]): void {
  location.hash = pathOf(screen, ...params);
}

/** Goes there without a step to go back to. */
export function replace(screen: string, ...params: string[]): void {
  history.replaceState(null, '', pathOf(screen, ...params));
  route.value = parse(location.hash);
}

/** The code of an address like "…#code=ABCD-EFGH", which is then taken out of it. */
export function takeCode(): string {
  const found = /^#code=([^&]+)/.exec(location.hash);
  if (!found) return '';
  history.replaceState(null, '', location.pathname);
  return decodeURIComponent(found[1]!);
}

export function startRouter(): void {
  route.value = parse(location.hash);
  addEventListener('hashchange', () => (route.value = parse(location.hash)));
}
