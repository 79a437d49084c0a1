"""The catalogue: categories, products, variants, prices, pictures, kinds of business."""
