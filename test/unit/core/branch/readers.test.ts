import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readAgentTrace } from '../../../../src/core/branch/agentTrace';
import { readGitAiNote } from '../../../../src/core/branch/gitAiNote';

describe('a note of git-ai', () => {
  const json = JSON.stringify({
    schema_version: 'authorship/3.0.0',
    sessions: { s_1: { agent_id: { tool: 'cursor', model: 'big' } } },
    humans: { h_1: {} },
  });

  it('tells the lines of each tool, and not those of people', () => {
    const note = `src/a.js\n  s_1::t_9 1-3,7\n  h_1 4-6\n"src/b c.js"\n  p_2 2\n---\n${json}`;
    assert.deepEqual(readGitAiNote(note), [
      {
        path: 'src/a.js',
        by: 'cursor big',
        ranges: [
          [1, 3],
          [7, 7],
        ],
      },
      { path: 'src/b c.js', by: 'git-ai', ranges: [[2, 2]] },
    ]);
  });

  it('still tells lines when what stands behind them cannot be read', () => {
    assert.deepEqual(readGitAiNote('a.js\n  s_1 1\n---\n{broken'), [
      { path: 'a.js', by: 'git-ai', ranges: [[1, 1]] },
    ]);
  });

  it('is never an error', () => {
    fc.assert(fc.property(fc.string(), (note) => Array.isArray(readGitAiNote(note))));
    assert.deepEqual(readGitAiNote('a.js\n  s_1 0,9-3,x\n'), []);
  });
});

describe('a record of Agent Trace', () => {
  const conversation = (type: string) => ({
    contributor: { type, model_id: 'maker/model' },
    ranges: [{ start_line: 2, end_line: 4, content_hash: 'x' }],
  });
  const record = (type: string) => ({
    version: '0.1.0',
    vcs: { type: 'git', revision: 'abc' },
    files: [{ path: 'src/a.js', conversations: [conversation(type)] }],
  });
  const expected = { path: 'src/a.js', by: 'maker/model', ranges: [[2, 4]], revision: 'abc' };

  it('tells the lines of AI and of both, and not those of people', () => {
    const text = ['ai', 'human', 'mixed'].map((type) => JSON.stringify(record(type))).join('\n');
    assert.deepEqual(readAgentTrace(text), [expected, expected]);
  });

  it('may be one document on many lines', () => {
    assert.deepEqual(readAgentTrace(JSON.stringify(record('ai'), null, 2)), [expected]);
  });

  it('lets a range have its own contributor', () => {
    const own = { ...conversation('ai').ranges[0], contributor: { type: 'human' } };
    const mixed = { ...conversation('ai'), ranges: [own] };
    const one = { ...record('ai'), files: [{ path: 'src/a.js', conversations: [mixed] }] };
    assert.deepEqual(readAgentTrace(JSON.stringify(one)), []);
  });

  it('is never an error', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(readAgentTrace(`{${text}`))));
    fc.assert(fc.property(fc.json(), (text) => Array.isArray(readAgentTrace(text))));
  });
});
