-- Starts the language server of Acquis for policies and for the dossiers of their packages, one for each package.

local M = {}

-- Clients by the folder of their package, for editions of Neovim that do not find a running one themselves.
local clients = {}

-- What may be a dossier; the server knows which of them is one.
local documents = { 'yaml', 'json', 'jsonc' }

-- The folder of the package around a file.
local function package_of(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local manifest = vim.fn.findfile('acquis.toml', vim.fn.escape(folder, ' ') .. ';')
  return manifest ~= '' and vim.fn.fnamemodify(manifest, ':p:h') or nil
end

local function start(config, buffer)
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  local known = clients[config.root_dir]
  if not known or vim.lsp.client_is_stopped(known) then
    known = vim.lsp.start_client(config)
    clients[config.root_dir] = known
  end
  vim.lsp.buf_attach_client(buffer, known)
  return known
end

-- Asks the server of a buffer for a command, and no other server that the buffer has.
local function execute(id, buffer, command, arguments, tell)
  local client = vim.lsp.get_client_by_id(id)
  if not client then
    return vim.notify('Acquis: the server has ended', vim.log.levels.ERROR)
  end
  local function answered(refusal, answer)
    if refusal then
      vim.notify('Acquis: ' .. refusal.message, vim.log.levels.ERROR)
    elseif tell then
      tell(answer)
    end
  end
  local params = { command = command, arguments = arguments }
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', params, answered, buffer)
  else
    client.request('workspace/executeCommand', params, answered, buffer)
  end
end

-- The highest level in words, 0 being none; all of them where they do not build on each other.
local function level(found)
  local all = type(found) == 'table' and found or { found }
  if type(all[1]) ~= 'number' or all[1] == 0 then
    return 'no level'
  end
  return (#all == 1 and 'level ' or 'levels ') .. table.concat(all, ', ')
end

local function commands(id, buffer)
  local function command(name, nargs, work)
    vim.api.nvim_buf_create_user_command(buffer, name, work, { nargs = nargs })
  end
  local function address()
    return vim.uri_from_bufnr(buffer)
  end
  command('AcquisTest', '?', function(given)
    local title = given.args ~= '' and given.args or nil
    execute(id, buffer, 'acquis.test', { address(), title }, function(answer)
      for _, package in ipairs(answer.packages) do
        vim.notify(('%s: %d passed, %d failed'):format(package.package, package.passed, package.failed))
      end
    end)
  end)
  command('AcquisAssess', '?', function(given)
    local wish = given.args ~= '' and { asOf = given.args } or nil
    execute(id, buffer, 'acquis.assess', { address(), wish }, function(answer)
      local certain, open = level(answer.attained), level(answer.reachable)
      local more = certain ~= open and ', ' .. open .. ' open' or ''
      vim.notify(('%s, as of %s: %s%s'):format(answer.subject, answer.as_of, certain, more))
    end)
  end)
  command('AcquisExplain', 1, function(given)
    execute(id, buffer, 'acquis.explain', { address(), given.args }, function(answer)
      vim.cmd('new')
      vim.api.nvim_buf_set_option(0, 'buftype', 'nofile')
      vim.api.nvim_buf_set_option(0, 'bufhidden', 'wipe')
      vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(answer.value, '\n', { trimempty = true }))
    end)
  end)
  command('AcquisForget', 0, function()
    execute(id, buffer, 'acquis.forget', { address() })
  end)
end

-- Lists the uses that the server has counted above a declaration.
local function show_references(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local places = vim.lsp.util.locations_to_items(command.arguments[3], client.offset_encoding)
  vim.fn.setqflist({}, ' ', { title = command.title, items = places })
  vim.cmd('botright copen')
end

-- `cmd` is the server, `on_attach` and `settings` are those of `vim.lsp`.
function M.setup(options)
  options = options or {}
  vim.lsp.commands['acquis.showReferences'] = show_references
  vim.api.nvim_create_autocmd('FileType', {
    pattern = vim.list_extend({ 'acquis' }, documents),
    callback = function(event)
      local file = vim.api.nvim_buf_get_name(event.buf)
      local root = package_of(file)
      if event.match == 'acquis' then
        vim.api.nvim_buf_set_option(event.buf, 'commentstring', '// %s')
        vim.api.nvim_buf_set_option(event.buf, 'shiftwidth', 4)
        vim.api.nvim_buf_set_option(event.buf, 'expandtab', true)
        root = root or vim.fn.fnamemodify(file, ':p:h')
      end
      if not root then
        return
      end
      local id = start({
        name = 'acquis',
        cmd = options.cmd or { 'acquis', 'lsp' },
        root_dir = root,
        on_attach = options.on_attach,
        settings = options.settings,
        init_options = { commands = { 'acquis.showReferences' } },
      }, event.buf)
      if id then
        commands(id, event.buf)
      end
    end,
  })
end

return M
