// The municipalities of the region, by their CBS code. A new dossier belongs to one of them; the server decides whether the
// user may begin one there.
export const gemeenten: { code: string; name: string }[] = [
  { code: '0498', name: 'Drechterland' },
  { code: '0388', name: 'Enkhuizen' },
  { code: '0405', name: 'Hoorn' },
  { code: '1598', name: 'Koggenland' },
  { code: '0420', name: 'Medemblik' },
  { code: '0432', name: 'Opmeer' },
  { code: '0532', name: 'Stede Broec' },
];
