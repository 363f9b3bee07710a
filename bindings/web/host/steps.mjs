// One step of a contract script, in the page. It goes over to the browser as text, so it uses nothing from outside but
// what host.mjs put there: the package as `wegwijs`, and `held`.

export async function performStep(line) {
  // Integers that a number of JavaScript cannot hold come as they are written.
  const step = JSON.parse(line, (_, value, { source } = {}) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value,
  );
  const retries = ['never', 'now', 'later', 'when_online', 'after_sign_in', 'after_update'];
  const store = () => held.stores[step.store];
  const name = step.store;
  const text = (value) => (value === undefined ? undefined : String(value));
  /** Text that goes over the boundary as it stands, below the typed functions. */
  const rawWays = {
    record_create: () => [step.json],
    record_set: () => [step.id, step.json],
    record_decide: () => [step.id, step.json],
    record_check: () => [step.id, step.json, 'nl'],
    edit_open: () => [step.json],
    edit_save: () => [step.edit, step.json],
    edit_decide: () => [step.edit, step.json],
  };
  const edit = async (work) => {
    const found = await store().findEdit(step.edit);
    // One that is closed: the core says so itself.
    return work(found ? found.edit : new wegwijs.Edit(store().link, step.edit));
  };
  const query = async () => {
    const { sql, parameters = [], rows = 0 } = step;
    return store().query(sql, parameters, rows);
  };
  const nothing = async (work) => (await work, null);
  const echo = async (what, input, output) => {
    held.core ??= (async () => {
      const { Core } = await import('/core.js');
      return Core.load(await WebAssembly.compileStreaming(fetch('/echo.wasm')), {});
    })();
    return (await held.core).call(`wegwijs_echo_${what}`, [input], [output])[0];
  };

  const folderOf = async (name) => {
    const all = await (await navigator.storage.getDirectory()).getDirectoryHandle('wegwijs');
    return all.getDirectoryHandle(name, { create: true });
  };
  const contentOf = async (file) => new Uint8Array(await (await file.getFile()).arrayBuffer());
  const write = async (folder, name, content) => {
    const to = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await to.write(content);
    await to.close();
  };
  /** Which file has which name: the newer of two pages, as src/folder.ts keeps them. */
  const namesIn = async (folder) => {
    const content = await contentOf(await folder.getFileHandle('names'));
    const pages = [0, 16384].filter((at) => at + 8 < content.length).map((at) => {
      const size = new DataView(content.buffer).getUint32(at);
      return size === 0 ? { turn: 0 } : JSON.parse(new TextDecoder().decode(content.subarray(at + 8, at + 8 + size)));
    });
    return pages.sort((a, b) => b.turn - a.turn)[0].files;
  };

  const ways = {
    copy: async () => {
      const [from, to] = [await folderOf(step.from), await folderOf(step.to)];
      for (const name of await Array.fromAsync(to.keys())) await to.removeEntry(name);
      for await (const [name, file] of from.entries()) await write(to, name, await contentOf(file));
      return null;
    },
    damage: async () => {
      const folder = await folderOf(name);
      const names = await namesIn(folder);
      const content = await contentOf(await folder.getFileHandle(`${names['/store.db']}`));
      for (let at = 100; at < content.length; at += 512) content[at] ^= 1;
      await write(folder, `${names['/store.db']}`, content);
      if ('/store.db-wal' in names) await write(folder, `${names['/store.db-wal']}`, '');
      return null;
    },
    library_version: async () => (await wegwijs.about()).version,
    abi_version: async () => (await wegwijs.about()).abi_version,
    has_feature: async () => (await wegwijs.about()).features.includes(step.name),
    store_open: async () => {
      held.stores[name] = await wegwijs.Store.open({ name, pin: step.pin });
      return null;
    },
    store_enrol: async () => {
      const { pin, server, code } = step;
      held.stores[name] = await wegwijs.Store.enrol({ name, pin, server, code });
      return null;
    },
    store_close: () => nothing(store().close()),
    store_owner: () => store().owner(),
    store_status: () => store().status(),
    store_check: () => store().check(),
    store_conflicts: () => store().conflicts(),
    store_rejected: () => store().rejected(),
    id_make: () => store().makeId(),
    pack_get: () => store().pack(),
    pack_entities: () => store().entities(step.language),
    pack_fields: () => store().fields(step.entity, step.language),
    edit_open: async () => (await store().edit(step.ids)).number,
    edit_find: async () => (await store().findEdit(step.edit))?.dossier ?? null,
    edit_drop: () => edit((found) => nothing(found.drop())),
    edit_save: () => edit((found) => found.save(step.assignments)),
    edit_decide: () => edit((found) => found.decide(step.assignment)),
    edit_remove: () => edit((found) => found.remove(step.id)),
    edit_restore: () => edit((found) => found.restore(step.id)),
    record_set: () => store().set(step.id, step.assignments),
    record_decide: () => store().decide(step.id, step.assignment),
    record_remove: () => store().remove(step.id),
    record_restore: () => store().restore(step.id),
    record_create: () => store().create(step.records),
    record_get: () => store().get(step.id),
    record_list: () => store().list(step.entity, { where: text(step.where), dossier: text(step.dossier) }),
    record_find: () => store().find(step.text, step.at_most),
    record_history: () => store().history(step.id, step.field),
    record_check: () => store().checkRecord(step.id, step.assignments, step.language),
    query,
    rejected_retry: () => nothing(store().retryRejected(step.number)),
    rejected_discard: () => nothing(store().discardRejected(step.number)),
    sync: () => store().sync(step.options),
    exchange: () => store().sync(step.options),
    observe: () => {
      held.events[name] = [];
      held.unobserve[name] = store().observe((changes) => held.events[name].push(...changes));
      return null;
    },
    unobserve: () => (held.unobserve[name]?.(), null),
    events: async () => {
      // What is on its way comes before the answer to a question that was asked later.
      await store().owner();
      return held.events[name].splice(0);
    },
    log: () => {
      held.lines[name] = [];
      const levels = ['none', 'error', 'warning', 'info'];
      store().log((level, line) => held.lines[name].push({ level: levels.indexOf(level), line }), levels[step.least]);
      return null;
    },
    lines: async () => {
      await store().owner();
      return held.lines[name].splice(0);
    },
    echo_text: () => echo('text', step.text, 'text'),
    echo_size: async () => String(await echo('size', step.text, 'u64')),
    echo_wide: async () => String(await echo('wide', BigInt(step.number), 'u64')),
    echo_small: async () => String(await echo('small', Number(step.number), 'u32')),
    raw: async () => {
      const { call, sql, json } = step;
      if (call === 'query') return void (await store().link.run({ do: 'query', sql, parameters: json, rows: 0 }));
      if (call === 'sync' || call === 'exchange') return store().link.run({ do: 'sync', options: json });
      return store().link.ask(call, ...rawWays[call]());
    },
  };

  // A store of this package knows its server, and sends to no other.
  if (step.do === 'exchange' && step.server !== location.origin) return { unsupported: true };
  // A browser does not say why it does not trust a server, or that TLS failed.
  if (step.do === 'store_enrol' && step.server.startsWith('https://')) return { unsupported: true };
  const way = ways[step.do];
  if (!way || (step.do === 'raw' && !(step.call in rawWays || ['query', 'sync', 'exchange'].includes(step.call))))
    return { unsupported: true };
  try {
    return { value: (await way()) ?? null };
  } catch (error) {
    if (!(error instanceof wegwijs.WegwijsError)) throw error;
    const { code, reason, message, retry } = error;
    return { error: { code, name: reason, retry: retries.indexOf(retry), message } };
  }
}
