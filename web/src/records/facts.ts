// SPDX-License-Identifier: Apache-2.0
// Facts of a deal, and the places where documents of all kinds say them. Whoever adds a kind whose terms
// are called otherwise adds its places here.

// What invoices call otherwise than all others, by their standard (EN 16931).
export const synonyms: [string, string][] = [
  ["nativeName", "tradingName"],
  ["registrationId", "legalRegistration.id"],
  ["taxRegistrationId", "vatId"],
];

// "transport.loadingLocation": of a list the first item. The place of the same name is asked first. Who
// sells consigns, exports, insures and is paid; who buys receives, imports and applies for the credit.
export const facts: string[][] = [
  ["seller", "consignor", "exporter", "beneficiary", "insured", "shipper", "payee"],
  ["buyer", "consignee", "importer", "applicant", "payer"],
  ["notifyParty", "notifyParties"],
  ["carrier"],
  ["carrierAgent"],
  ["deliveryAgent"],
  ["freightForwarder"],
  ["insurer"],
  ["transport", "transportMovements"],
  ["transport.loadingLocation", "transportMovements.loadingLocation", "loadingLocation"],
  ["transport.unloadingLocation", "transportMovements.unloadingLocation", "dischargeLocation", "arrivalLocation"],
  ["placeOfReceipt", "receiptLocation", "takingInChargeLocation"],
  ["placeOfDelivery", "deliveryLocation", "finalDestinationLocation"],
  ["equipment"],
  ["handlingUnits"],
  ["references"],
  ["latestShipmentDate"],
  ["packages"],
  ["packages.quantity", "totals.packageQuantity"],
  ["grossWeightKg", "totals.grossWeightKg"],
  ["netWeightKg", "totals.netWeightKg"],
  ["grossVolumeM3", "totals.grossVolumeM3"],
  ["tradeTerms"],
  ["tradeTermsDescription"],
  ["serviceTypeCode"],
  ["loadTypeCode"],
  ["freightPaymentCode"],
  ["freightPayableAt"],
  ["toOrder"],
  ["originalsCount"],
  ["invoiceCurrencyCode", "currencyCode", "orderCurrencyCode", "claimsCurrencyCode", "paymentCurrencyCode"],
  ["letterOfCreditId", "creditReference.id", "letterOfCredit.id"],
  ["bookingId"],
  ["shippingInstructionId"],
  ["contractId", "contractReference.id", "contract.id"],
  ["ucr"],
  ["shipmentId"],
  ["consignorReference"],
  ["forwarderReference"],
];

// What a document says of another one, or of a party in other words: taken from the right, never the way back.
export const follows: Record<string, string[]> = {
  invoiceAmount: ["totals.grandTotalAmount"],
  claimsLocation: ["transport.unloadingLocation", "transportMovements.unloadingLocation"],
  issuingCountryId: ["seller.postalAddress.countryId", "exporter.postalAddress.countryId"],
  exportCountryId: ["seller.postalAddress.countryId", "exporter.postalAddress.countryId"],
  destinationCountryId: ["buyer.postalAddress.countryId", "importer.postalAddress.countryId"],
};

// What no one asks for on these and could come to conflict, as the cross-check says of it (rules DEAL-UNA-…): its
// writer puts it in where the credit wants it.
export const unasked: Record<string, string[]> = {
  "commercial-invoice": ["transport.transportMeansName", "transport.transportMeansId", "transport.journeyId"],
  "packing-list": ["tradeTerms", "tradeTermsDescription"],
  "bill-of-lading": ["tradeTerms", "tradeTermsDescription"],
  "sea-waybill": ["tradeTerms", "tradeTermsDescription"],
};

// Where documents list the goods.
export const goods = ["lines", "items", "goodsItems", "cargoItems"];

// Facts of one of the goods, by the same rule.
export const goodsFacts: string[][] = [
  ["id", "sequenceNumber"],
  ["item.name", "description"],
  ["item.description"],
  ["item.modelName"],
  ["item.sellerAssignedId"],
  ["item.buyerAssignedId"],
  ["item.commodityCode", "commodityCode", "item.classifications.classCode"],
  ["item.originCountryId", "originCountryId"],
  ["quantity", "billedQuantity"],
  ["unitCode"],
  ["price.netAmount", "unitPrice"],
  ["lineTotalAmount", "amount"],
  ["packages"],
  ["grossWeightKg"],
  ["netWeightKg"],
  ["grossVolumeM3"],
  ["placements"],
];

// What stands beside a value so that it can be understood.
export const beside: Record<string, Record<string, string>> = {
  "item.classifications.classCode": { "item.classifications.listId": "HS" },
};
