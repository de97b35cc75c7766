const shop = { locale: 'en-IE', currencies: ['EUR'] };

const price = new Intl.NumberFormat(shop.locale, { style: 'currency', currency: shop.currency.code });

export const products = [
  { picture: '🥐', name: 'Croissants', note: 'Baked at five, by the dozen', price: price.format(18.5) },
  { picture: '🫖', name: 'Tea pot', note: 'Cast iron, for five cups', price: price.format(42) },
  { picture: '🍯', name: 'Forest honey', note: 'From the hives behind the shop', price: price.format(9.9) },
  { picture: '🧺', name: 'Market basket', note: 'Willow, woven by hand', price: price.format(35) },
];
