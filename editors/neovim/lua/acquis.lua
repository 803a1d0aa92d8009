-- Starts the language server of Acquis for policies, once for each package.

local M = {}

-- Clients by the folder of their package, for editions of Neovim that do not find a running one themselves.
local clients = {}

local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local manifest = vim.fn.findfile('acquis.toml', vim.fn.escape(folder, ' ') .. ';')
  if manifest == '' then
    return folder
  end
  return vim.fn.fnamemodify(manifest, ':p:h')
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

-- `cmd` is the server, `on_attach` and `settings` are those of `vim.lsp`.
function M.setup(options)
  options = options or {}
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'acquis',
    callback = function(event)
      vim.api.nvim_buf_set_option(event.buf, 'commentstring', '// %s')
      vim.api.nvim_buf_set_option(event.buf, 'shiftwidth', 4)
      vim.api.nvim_buf_set_option(event.buf, 'expandtab', true)
      start({
        name = 'acquis',
        cmd = options.cmd or { 'acquis', 'lsp' },
        root_dir = root_of(vim.api.nvim_buf_get_name(event.buf)),
        on_attach = options.on_attach,
        settings = options.settings,
      }, event.buf)
    end,
  })
end

return M
