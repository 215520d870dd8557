/** What the configs of both twins have in common; they differ in one variable of the environment. */
import { defineConfig, file, json, text } from 'trespass';

const own = text({ example: '{token}' });

export function desk(twin: 'flawed' | 'sound'): ReturnType<typeof defineConfig> {
  const asked = (name: string, members: Readonly<Record<string, ReturnType<typeof text>>>) => ({
    http: `POST /${name}/`,
    json: members,
  });
  return defineConfig({
    django: { project: '.', settings: 'desk.settings' },
    sandbox: { settings: { MEDIA_ROOT: 'media', EXPORT_ROOT: 'exports' } },
    environment: { DESK: twin },
    actors: {
      attacker: { headers: { 'X-Tenant': 'mallory' } },
      victim: { headers: { 'X-Tenant': 'mallory2' } },
    },
    attacker: { powers: ['request', { 'own-folder': ['exports'] }, 'race'] },
    operations: {
      stash: asked('stash', { folder: own, name: own, label: own }),
      quote: asked('quote', { scope: own, name: own, version: own }),
      rename: asked('rename', { old: own, new: own }),
      merge: asked('merge', { left: own, right: own, into: own }),
      bring: asked('bring', { source: own, member: own, mode: own }),
      upload: { http: 'POST /upload/', multipart: { paper: file(), name: own, note: own } },
      configure: {
        http: 'POST /configure/',
        json: { options: json({ example: { colour: 'red' } }), title: own },
      },
      export: asked('export', { paper: own, style: own }),
      rotate: asked('rotate', { name: own, count: own }),
      draft: asked('draft', { name: own }),
      seal: asked('seal', { name: own }),
      publish: asked('publish', { name: own }),
      vote: asked('vote', { name: own }),
      tally: asked('tally', { name: own }),
      prefix: asked('prefix', { text: own }),
      mode: asked('mode', { text: own }),
      save: asked('save', { name: own, text: own }),
    },
  });
}
