vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  pattern = '*.acq',
  command = 'setfiletype acquis',
})
