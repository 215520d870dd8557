/** What the configs of the three twins have in common: tenants, tables and operations. They differ in settings only. */
import { bytes, defineConfig, file, fixed, text } from 'trespass';

const twins = {
  vulnerable: 'acme.settings_vulnerable',
  advisory: 'acme.settings_advisory',
  hardened: 'acme.settings_hardened',
} as const;

export function acme(twin: keyof typeof twins): ReturnType<typeof defineConfig> {
  return defineConfig({
    django: { project: '.', settings: twins[twin] },
    sandbox: { settings: { MEDIA_ROOT: 'media', EXPORT_ROOT: 'exports' } },
    actors: {
      // The gateway in front of the service sets these headers; no caller can.
      attacker: { headers: { 'X-Acme-Tenant': 'attacker', 'X-Acme-User': 'mallory' } },
      victim: { headers: { 'X-Acme-Tenant': 'victim', 'X-Acme-User': 'alice' } },
    },
    // Tenants also reach their folders by SFTP, from a host on which others work.
    attacker: { powers: ['request', 'own-folder', 'shared-temp', 'race', 'hard-link'] },
    dynamodb: {
      tables: [
        table('acme-assets', 'pk', 'sk'),
        table('acme-profiles', 'pk'),
        tasks(twin === 'vulnerable' ? 'board' : 'on'),
      ],
    },
    s3: { buckets: ['acme-originals'] },
    setup: './seed.py:setup',
    operations: {
      upload: { http: 'POST /assets/', multipart: { file: file(), name: text({ example: '{token}.txt' }) } },
      list: { http: 'GET /assets/', query: { tenant: text({ example: '{actor}', public: true }) } },
      download: { http: 'GET /assets/{id}/', path: { id: text({ from: 'upload.response.id' }) } },
      rename: {
        http: 'POST /rename/',
        json: { id: text({ from: 'upload.response.id' }), name: text({ example: '{token}.txt' }) },
      },
      protect: { http: 'POST /protect/', json: { id: text({ from: 'upload.response.id' }) } },
      alias: { http: 'POST /aliases/', json: { id: text({ from: 'upload.response.id' }), alias: text() } },
      delete: { http: 'DELETE /assets/{id}/', path: { id: text({ from: 'upload.response.id' }) } },
      attach: {
        http: 'POST /attachments/',
        json: { asset: text({ from: 'upload.response.id' }), title: text() },
      },
      openAttachment: { http: 'GET /attachments/{id}/', path: { id: text({ from: 'attach.response.id' }) } },
      removeAttachment: {
        http: 'DELETE /attachments/{id}/',
        path: { id: text({ from: 'attach.response.id' }) },
      },
      saveNote: { http: 'PUT /notes/{name}/', path: { name: text() }, json: { text: text() } },
      readNote: { http: 'GET /notes/{name}/', path: { name: text({ from: 'saveNote.arguments.name' }) } },
      saveProfile: {
        http: 'PUT /profile/',
        json: { username: text(), email: text({ example: '{token}@example.com' }), bio: text() },
      },
      readProfile: { http: 'GET /profile/{id}/', path: { id: text({ from: 'saveProfile.response.id' }) } },
      importItem: {
        http: 'POST /import/',
        json: {
          tenant: text({ example: '{actor}', public: true }),
          external_id: text({ example: '{uuid}' }),
          data: text(),
        },
      },
      dropImport: { http: 'DELETE /import/{key}/', path: { key: text({ from: 'importItem.response.key' }) } },
      thumbnail: { http: 'POST /thumbnails/', json: { id: text({ from: 'upload.response.id' }) } },
      report: { http: 'POST /reports/', json: { key: text({ example: '{actor}/{token}.csv' }) } },
      saveDraft: { http: 'PUT /drafts/{name}/', path: { name: text() }, json: { text: text() } },
      readDraft: { http: 'GET /drafts/{name}/', path: { name: text({ from: 'saveDraft.arguments.name' }) } },
      bundle: { http: 'POST /bundles/', multipart: { bundle: file({ archive: true }) } },
      // An operator runs these for one tenant. What they work on is what that tenant stored.
      exportAssets: { command: 'export_assets', options: { '--tenant': fixed('{actor}') } },
      cleanupAssets: { command: 'cleanup_assets', options: { '--tenant': fixed('{actor}') } },
      addTask: {
        http: 'POST /tasks/',
        json: { board: text(), title: text(), original: text({ from: 'storeOriginal.response.key' }) },
      },
      tasks: { http: 'GET /tasks/' },
      moreTasks: { http: 'GET /tasks/', query: { cursor: text({ from: 'tasks.response.cursor' }) } },
      board: { http: 'GET /boards/{board}/', path: { board: text({ from: 'addTask.arguments.board' }) } },
      summary: {
        http: 'GET /boards/{board}/summary/',
        path: { board: text({ from: 'addTask.arguments.board' }) },
      },
      search: {
        http: 'POST /tasks/search/',
        json: {
          field: text({ example: 'board', public: true }),
          value: text({ from: 'addTask.arguments.board' }),
          fields: text({ example: 'title', public: true }),
        },
      },
      batch: { http: 'GET /tasks/batch/', query: { ids: text({ from: 'addTask.response.id' }) } },
      storeOriginal: { http: 'PUT /originals/{name}/', path: { name: text() }, body: bytes() },
      readOriginal: { http: 'GET /originals/', query: { key: text({ from: 'storeOriginal.response.key' }) } },
      preview: {
        consumer: 'acme.streams:preview',
        table: 'acme-tasks',
        attributes: { tenant: fixed('{actor}'), original: text({ from: 'storeOriginal.response.key' }) },
      },
      catalogue: {
        http: 'GET /catalogue/{path}/',
        path: { path: text({ example: 'welcome.txt', public: true }) },
      },
    },
  });
}

function table(name: string, ...keys: readonly string[]) {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
  };
}

/** Tasks lie below their tenant, and below `index` in an index that all tenants share. */
function tasks(index: string) {
  const { AttributeDefinitions, ...rest } = table('acme-tasks', 'pk', 'sk');
  return {
    ...rest,
    AttributeDefinitions: [...AttributeDefinitions, { AttributeName: index, AttributeType: 'S' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-board',
        KeySchema: [{ AttributeName: index, KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
}
