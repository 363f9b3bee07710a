// Filling in a plan.
export const rules = (page) => page.locator('[data-rule]').evaluateAll((all) => all.map(({ dataset }) => dataset.rule));
export const hasRule = (page, code) => page.waitForSelector(`[data-rule="${code}"]`);
export const noRule = (page, code) => page.waitForFunction((one) => !document.querySelector(`[data-rule="${one}"]`), code);
/** Texts that the law asks for. */
export const statutory = ['invulling_map', 'invulling_pvt', 'begeleiding', 'overweging_b', 'overweging_o', 'overweging_z', 'motivering'];

export async function choose(page, field, label) {
  const choice = page.locator(`[data-field="${field}"] label`, { hasText: label });
  await choice.click();
  await page.waitForFunction(
    ([name, text]) => [...document.querySelectorAll(`[data-field="${name}"] label`)].some((one) => one.textContent.trim() === text && one.querySelector('input').checked),
    [field, label],
  );
}

export async function fill(page, field, text) {
  const input = page.locator(`#field-pip-${field}`);
  await input.fill(text);
  await input.blur();
}
