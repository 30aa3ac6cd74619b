// The choice of light or dark that the reference stores, for what is around it; otherwise that of the system.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const stored = () => {
    try {
      return localStorage.getItem('colorMode');
    } catch {
      return null;
    }
  };
  const isDark = () => (['light', 'dark'].includes(stored()) ? stored() === 'dark' : system.matches);
  const apply = () => document.documentElement.classList.toggle('dark', isDark());
  apply();
  system.addEventListener('change', apply);
  addEventListener('DOMContentLoaded', () => {
    // The reference has a switch of its own.
    new MutationObserver(() => {
      const { classList } = document.body;
      if (classList.contains('dark-mode') || classList.contains('light-mode')) {
        document.documentElement.classList.toggle('dark', classList.contains('dark-mode'));
      }
    }).observe(document.body, { attributeFilter: ['class'] });
    document.querySelector('#theme')?.addEventListener('click', () => {
      const mode = isDark() ? 'light' : 'dark';
      try {
        localStorage.setItem('colorMode', mode);
        apply();
      } catch {
        // Without storage, for this page only.
        document.documentElement.classList.toggle('dark', mode === 'dark');
      }
    });
  });
})();
