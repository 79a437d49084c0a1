"""A product's stars are those of its reviews that are shown, each by somebody who received it."""

from commerce.operations.auditing.rule import Rule, by_select

_COUNTED = """
SELECT 'product ' || products.slug,
       coalesce(shown.stars, 0) || ' stars of ' || coalesce(shown.reviews, 0),
       coalesce(rated.stars, 0) || ' stars of ' || coalesce(rated.reviews, 0)
  FROM products
  LEFT JOIN product_ratings rated ON rated.product_id = products.id
  LEFT JOIN (SELECT product_id, sum(stars) AS stars, count(*) AS reviews FROM reviews
              WHERE state = 'published' GROUP BY 1) shown ON shown.product_id = products.id
 WHERE (coalesce(shown.stars, 0), coalesce(shown.reviews, 0))
    <> (coalesce(rated.stars, 0), coalesce(rated.reviews, 0))
"""
_RECEIVED = """
SELECT 'review ' || reviews.id, 'a fulfilled line of its writer''s order', 'none'
  FROM reviews
 WHERE NOT EXISTS (
   SELECT FROM orders JOIN order_lines line ON line.order_id = orders.id
    WHERE orders.id = reviews.order_id AND orders.customer_id = reviews.customer_id
      AND line.product_id = reviews.product_id AND line.fulfilled > 0)
"""

RULES = (
    Rule("ratings.counted", "stars are those of the reviews shown", by_select(_COUNTED)),
    Rule("ratings.received", "reviews are by who received it", by_select(_RECEIVED)),
)
