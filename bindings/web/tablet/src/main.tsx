import { render } from 'preact';
import { App } from './app.tsx';
import { startIdle } from './idle.ts';
import { loadMemory } from './memory.ts';
import { watchPage } from './pending.ts';
import { startRouter, takeCode } from './router.ts';
import { startSyncing } from './syncing.ts';
import { startLanguage } from './texts/index.ts';
import { startUpdates } from './updates.ts';

const code = takeCode();
await loadMemory();
startLanguage();
startRouter();
watchPage();
startIdle();
startSyncing();
startUpdates();
render(<App code={code} />, document.getElementById('app')!);
