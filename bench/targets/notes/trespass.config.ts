import { bytes, defineConfig, text } from 'trespass';

const config: ReturnType<typeof defineConfig> = defineConfig({
  django: { project: '.', settings: 'notes.settings' },
  sandbox: { settings: { MEDIA_ROOT: 'media' } },
  actors: { attacker: { headers: { 'X-Tenant': 'mallory' } }, victim: { headers: { 'X-Tenant': 'alice' } } },
  dynamodb: {
    tables: [
      {
        TableName: 'notes',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    ],
  },
  operations: {
    file: { http: 'PUT /files/{name}/', path: { name: text() }, body: bytes() },
    item: { http: 'PUT /items/{name}/', path: { name: text() }, body: bytes() },
  },
});
export default config;
