-- What a user sees who follows neovim/README.md: findings that come and go, what a name means, where it is from, its uses,
-- its other name, the layout, what the commands answer. A difference ends Neovim with an error.

local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end

local function wait_for(what, is_so)
  if not vim.wait(60000, is_so, 20) then
    fail('in vain: ' .. what)
  end
end

local function equal(found, wanted, what)
  if not vim.deep_equal(found, wanted) then
    fail(what .. ': ' .. vim.inspect(found) .. ' is not ' .. vim.inspect(wanted))
  end
end

-- What the page names is there, as far as this edition of Neovim is one that it says.
local function page()
  local version = vim.version()
  local count = 0
  for line in io.lines(vim.env.PLUGIN .. '/README.md') do
    local from = 0
    for piece in line:gmatch('[^`]+') do
      local minor = piece:match('from 0%.(%d+) on')
      from = minor and tonumber(minor) or from
      local name = piece:match('^:lua (vim%.lsp%.[%w_.]+)%(')
      if name and version.minor >= from then
        count = count + 1
        if not vim.is_callable(loadstring('return ' .. name)()) then
          fail('the page names what is not there: ' .. name)
        end
      end
    end
  end
  if count < 10 then
    fail('the page names only ' .. count .. ' functions')
  end
end

local function run()
  page()
  vim.opt.runtimepath:append(vim.env.PLUGIN)
  vim.cmd('filetype on')
  require('acquis').setup({ cmd = { vim.env.ACQUIS, 'lsp' } })
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.POLICY))
  equal(vim.bo.filetype, 'acquis', 'the kind of file')

  local function client()
    for _, client in pairs(vim.lsp.buf_get_clients(0)) do
      return client
    end
  end
  wait_for('the server', function()
    local client = client()
    return client and client.initialized
  end)

  local function ask(method, more)
    local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, client().offset_encoding), more or {})
    local answers = vim.lsp.buf_request_sync(0, method, params, 60000)
    for _, answer in pairs(answers or {}) do
      if answer.result then
        return answer.result
      end
      fail(method .. ': ' .. vim.inspect(answer))
    end
  end

  local function go_to(words)
    local line = vim.fn.search(words, 'w')
    vim.api.nvim_win_set_cursor(0, { line, vim.fn.match(vim.fn.getline(line), words) })
    return line
  end

  -- A slip is found where it is, and gone when it is undone.
  local line = go_to('requires every party')
  vim.cmd('silent s/requires/reqires/')
  wait_for('the finding', function()
    return #vim.diagnostic.get(0) == 1
  end)
  local finding = vim.diagnostic.get(0)[1]
  equal({ finding.lnum + 1, finding.message }, { line, '`reqires` starts no clause' }, 'the finding')
  vim.cmd('silent undo')
  wait_for('the finding to go', function()
    return #vim.diagnostic.get(0) == 0
  end)

  go_to('third_country_controlled(party)')
  local said = ask('textDocument/hover').contents.value
  if not said:find('define third_country_controlled(e : LegalEntity) : Bool', 1, true) then
    fail('what is said of a notion: ' .. said)
  end
  local target = ask('textDocument/definition')[1]
  equal(vim.fn.fnamemodify(vim.uri_to_fname(target.uri), ':t'), 'notions.acq', 'the file of the definition')
  local uses = ask('textDocument/references', { context = { includeDeclaration = false } })
  if #uses < 3 then
    fail('uses of a notion: ' .. vim.inspect(uses))
  end

  -- Another name reaches the other files.
  local edit = ask('textDocument/rename', { newName = 'controlled_from_outside' })
  local files = 0
  for _ in pairs(edit.changes or edit.documentChanges) do
    files = files + 1
  end
  if files < 3 then
    fail('files with another name: ' .. vim.inspect(edit))
  end

  -- A line that was moved is put back by the layout.
  local before = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  go_to('holds "nobody involved')
  vim.cmd('silent s/^ */\t/')
  local edits = ask('textDocument/formatting', { options = { tabSize = 4, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits, 0, client().offset_encoding)
  equal(vim.api.nvim_buf_get_lines(0, 0, -1, false), before, 'the layout')
end

-- Commands of the server, from a dossier and from a policy.
local function obey()
  local told = {}
  vim.notify = function(message)
    table.insert(told, message)
  end
  local function wait_for_words(what, words)
    wait_for(what, function()
      return #told > 0
    end)
    local found = table.remove(told)
    if not found:find(words) then
      fail(what .. ': ' .. found)
    end
  end

  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.DOSSIER))
  equal(vim.bo.filetype, 'yaml', 'the kind of file')
  vim.cmd('AcquisAssess 2026-11-22')
  wait_for_words('the level', '^Nordwolke Government Cloud, as of 2026%-11%-22: level 1, level 4 open$')
  local function said()
    return vim.tbl_filter(function(finding)
      return finding.source == 'acquis assess'
    end, vim.diagnostic.get(0))
  end
  wait_for('what is said of the dossier', function()
    return #said() > 0
  end)
  vim.cmd('AcquisForget')
  wait_for('it to be forgotten', function()
    return #said() == 0
  end)
  local dossier = vim.api.nvim_get_current_buf()
  vim.cmd('AcquisExplain Annex II 3.1(g)')
  wait_for('the explanation', function()
    return vim.api.nvim_get_current_buf() ~= dossier
  end)
  equal(vim.api.nvim_buf_get_lines(0, 0, 1, false), { 'Annex II 3.1(g) No third-country control' }, 'the explanation')
  vim.cmd('close')
  vim.cmd('AcquisExplain Annex IX')
  wait_for_words('the refusal', '^Acquis: ')

  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.SCENARIOS))
  vim.cmd('AcquisTest the day after it')
  wait_for_words('one scenario', '^cada: 1 passed, 0 failed$')

  -- The uses that a lens has counted become a list.
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.POLICY))
  vim.fn.search('^criterion Annex II 3.1(g)', 'w')
  local row = vim.fn.line('.') - 1
  local function lens()
    for _, lens in ipairs(vim.lsp.codelens.get(0)) do
      if lens.range.start.line == row and lens.command and lens.command.command == 'acquis.showReferences' then
        return lens
      end
    end
  end
  vim.lsp.codelens.refresh()
  wait_for('the lens', lens)
  local uses = tonumber(lens().command.title:match('^used (%d+) times$'))
  vim.lsp.codelens.run()
  wait_for('the list', function()
    return vim.bo.filetype == 'qf'
  end)
  equal(#vim.fn.getqflist(), uses, 'the uses')
end

local ok, message = pcall(function()
  run()
  obey()
end)
if not ok then
  fail(message)
end
io.stdout:write('Neovim: findings, names, layout and commands are as neovim/README.md says')
vim.cmd('qall!')
